// The text of a configuration file as what it asks for, with every problem at its line. Knows YAML, JSON and TOML by the file's name;
// no database: what can be judged without one is judged here.
import { parseShape } from "#lib/changes/parse-shape";
import type { Located, Parsed } from "#lib/format/located";
import { parseJson } from "#lib/format/parse-json";
import { parseToml } from "#lib/format/parse-toml";
import { parseYaml } from "#lib/format/parse-yaml";
import { expand, type PointedProblem, type Surroundings } from "#lib/provision/expand";
import { type FileProblem, placed } from "#lib/provision/place";
import { ConfigFile } from "#lib/provision/schema";
import { twiceIn } from "#lib/provision/twice";

export type ParsedConfig = { config: ConfigFile; root: Located };

const configBytesMax = 4 * 1024 * 1024;

/** `name` ends as its format does. `parsed` is null where there are problems. */
export function parseConfig(
  name: string,
  text: string,
  surroundings: Surroundings,
): { parsed: ParsedConfig | null; problems: FileProblem[] } {
  const refused = (line: number, message: string) => ({ parsed: null, problems: [{ line, message }] });
  const parse = parserOf(name);
  if (parse === null) return refused(1, "The name must end in .yaml, .yml, .json, .jsonc or .toml");
  if (Buffer.byteLength(text) > configBytesMax) return refused(1, "The file is larger than 4 MiB");
  const { root, broken } = parse(text);
  const lost = broken.length > 0 ? broken.map(({ line, message }) => ({ line, message })) : twiceIn(name, text);
  if (lost.length > 0) return { parsed: null, problems: lost };
  // Half written, or meant to take everything away? That is said in words.
  if (root === null) return refused(1, "The file is empty: write destinations: [] where there shall be none");
  if (root.kind !== "map") return refused(root.line, "Write one document with destinations, secrets and settings");
  const { value, problems } = expand(root, surroundings);
  const shaped = parseShape(ConfigFile, value);
  if (shaped.ok && problems.length === 0) return { parsed: { config: shaped.data, root }, problems: [] };
  const wrong = shaped.ok ? [] : pointed(shaped.error.fields ?? {});
  return { parsed: null, problems: placed(root, [...problems, ...wrong]) };
}

function pointed(fields: Record<string, string[]>): PointedProblem[] {
  return Object.entries(fields).flatMap(([path, messages]) => messages.map((message) => ({ path, message })));
}

function parserOf(name: string): ((text: string) => Parsed) | null {
  if (/\.ya?ml$/i.test(name)) return parseYaml;
  if (/\.jsonc?$/i.test(name)) return parseJson;
  return /\.toml$/i.test(name) ? parseToml : null;
}
