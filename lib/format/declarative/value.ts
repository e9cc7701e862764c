// A value of the SDK's declarative configuration: ${X}, ${env:X} and <your-key> are holes, ${X:-default} is its default, $$ a dollar
// sign. Reads no variable.
import { holeName, holeText } from "#lib/destination/hole";

const special =
  /\$\$|\$\{(?:env:)?([A-Za-z_]\w{0,127})(?::-([^}\n]{0,1000}))?\}|\$\{(?:sys:)?([A-Za-z_][\w.-]{0,127})\}|<([A-Za-z][\w .-]{0,60})>/g;

export function declarativeValue(text: string): string {
  return text.replace(special, (whole, name?: string, fallback?: string, property?: string, described?: string) => {
    if (whole === "$$") return "$";
    if (name !== undefined) return fallback || holeText(name);
    return holeText(holeName(property ?? described ?? ""));
  });
}

/** A variable without a default, and nothing else: where it is not set, the setting is not made. */
export function isVariable(text: string): boolean {
  return /^\$\{(?:env:)?[A-Za-z_]\w*(?::-)?\}$/.test(text.trim());
}

/** A value as SDKs read it back: `names` are the placeholders that stay. */
export function asDeclarativeValue(text: string, names: ReadonlySet<string>): string {
  return text.replace(/\$\{([A-Za-z_]\w*)\}|\$/g, (whole, name?: string) =>
    name !== undefined && names.has(name) ? whole : whole.replaceAll("$", "$$$$"),
  );
}
