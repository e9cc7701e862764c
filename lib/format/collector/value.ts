// A value of the Collector's configuration: ${env:X} and its like are holes, $$ is a dollar sign. Opens no file and knows no setting.
import { holeName, holeText } from "#lib/destination/hole";

/** $$, ${provider:place}, an older Collector's $NAME where it is a word of its own, and <your-key> as documentation leaves it open. */
const special = /\$\$|\$\{([^{}]{1,300})\}|(?<![\w$])\$([A-Z][A-Z0-9_]{0,127})(?!\w)|<([A-Za-z][\w .-]{0,60})>/g;

export function collectorValue(text: string): string {
  return text.replace(special, (whole, inside?: string, old?: string, described?: string) => {
    if (inside !== undefined) return expanded(inside) ?? whole;
    if (old !== undefined) return holeText(old);
    return described === undefined ? "$" : holeText(holeName(described));
  });
}

/** What was meant: the default where one is given, else the hole. null: nothing that the Collector expands. */
function expanded(inside: string): string | null {
  const [, name = "", fallback] = /^(?:env:)?([A-Za-z_]\w{0,127})(?::?-(.*))?$/.exec(inside) ?? [];
  if (name !== "") return fallback ? fallback : holeText(name);
  const [, provider = "", place = ""] = /^([a-z][a-z0-9+.-]*):(.*)$/.exec(inside) ?? [];
  if (provider === "") return null;
  // What stands inside ${yaml:…} is the value itself, so it gives no name.
  return holeText(provider === "yaml" ? "YAML_VALUE" : holeName(place.slice(place.lastIndexOf("/") + 1)));
}

/** A value as the Collector reads it back: `names` are the placeholders that become ${env:NAME}. */
export function asCollectorValue(text: string, names: ReadonlySet<string>): string {
  return text.replace(/\$\{([A-Za-z_]\w*)\}|\$/g, (whole, name?: string) =>
    name !== undefined && names.has(name) ? `\${env:${name}}` : whole.replaceAll("$", "$$$$"),
  );
}
