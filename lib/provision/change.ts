// What applying a configuration comes to, thing by thing, as people and programs read it. No value of a secret is in it. Pure.
import * as z from "zod";

export const ConfigChange = z.strictObject({
  noun: z.enum(["secret", "settings", "destination"]),
  name: z.string(),
  /** adopt: made in the console, kept by the file from now on. */
  verb: z.enum(["add", "change", "delete", "adopt"]),
  /** null = not set; a secret reads "saved" → "changed". */
  differences: z.array(z.strictObject({ label: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
});
export type ConfigChange = z.output<typeof ConfigChange>;

const signs: Record<ConfigChange["verb"], string> = { add: "+", change: "~", delete: "-", adopt: "=" };

/** For a terminal. */
export function changeLines({ noun, name, verb, differences }: ConfigChange): string[] {
  const head = `${signs[verb]} ${noun}${name === "" ? "" : ` ${name}`}${verb === "adopt" ? ": kept by the file from now on" : ""}`;
  if (verb === "add" || verb === "delete") return [head];
  return [head, ...differences.map(({ label, from, to }) => `    ${label}: ${from ?? "not set"} → ${to ?? "not set"}`)];
}
