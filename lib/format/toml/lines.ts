// Stalwart's settings as people paste them, made into TOML line by line: values without quotes, `enable` beside `enable.log-exporter`,
// commands of stalwart-cli. Every line keeps its number.
import { linesOf } from "#lib/format/marks";

export function tomlOf(text: string): string {
  return linesOf(text).map(tomlLine).join("\n");
}

const command = /^[\s$>#]*stalwart-cli\s.*\badd-config\s+([\w."-]+)\s+(\S+?)\s*(?:&&)?\s*\\?\s*$/;
const bare = /^(\s*[\w."-]+\s*=\s*)([A-Za-z][^"'#[\]{}]*?)(\s*#.*|\s*)$/;

/** Nobody writes longer lines of these by hand. */
const lineMax = 1000;

function tomlLine(line: string): string {
  if (line.length > lineMax) return line;
  const [, key, value = ""] = command.exec(line) ?? [];
  if (key !== undefined) return withParts(`${key} = ${JSON.stringify(value.replace(/^["']|["']$/g, ""))}`);
  if (/^[\s$>#]*stalwart-cli\s/.test(line)) return "";
  const [, start, word = "", rest = ""] = bare.exec(line) ?? [];
  const isBare = start !== undefined && !/^(?:true|false|inf|nan)$/.test(word);
  return withParts(isBare ? `${start}${JSON.stringify(word)}${rest}` : line);
}

/** TOML takes a key for a value or for a table, never for both. */
function withParts(line: string): string {
  return line.replace(/^(\s*(?:tracer\.[\w"-]+\.)?)enable\.((?:log|span)-exporter)(\s*=)/, '$1"enable.$2"$3');
}
