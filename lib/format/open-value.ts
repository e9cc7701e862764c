// Values that other programs' macros leave open, as holes: Stalwart's %{env:KEY}%, TrueFoundry's tfy-secret://…:KEY.
import { holeName, holeText, withHoles } from "#lib/destination/hole";

export function openValue(value: string): string {
  return withHoles(
    value
      .replace(/%\{(?:env|file|cfg):([^}%]{1,200})\}%/g, (_, name: string) => namedHole(name))
      .replace(/\btfy-secret:\/\/[\w.-]{1,100}:[\w.-]{1,100}:([\w.-]{1,100})/g, (_, name: string) => namedHole(name)),
  );
}

/** The hole of a name that people gave; of a path, its last part. */
export function namedHole(name: string): string {
  return holeText(holeName(name.slice(name.lastIndexOf("/") + 1)));
}
