// Headers pasted as one text: `a=b,c=d` as OTEL_EXPORTER_OTLP_HEADERS has them, or one `Name: value` a line.

export type PastedHeader = { name: string; value: string };

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The rows of a pasted text, or null when it is one plain value or name. */
export function parsePastedHeaders(text: string): PastedHeader[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0) return null;
  const rows = lines.length > 1 ? lines.map(rowOf) : listOf(lines[0] ?? "");
  return rows.length > 0 && rows.every((row) => row !== null) ? (rows as PastedHeader[]) : null;
}

function rowOf(line: string): PastedHeader | null {
  const plain = line.replace(/,$/, "");
  const at = plain.search(/[:=]/);
  if (at < 1) return null;
  const name = plain.slice(0, at).trim();
  const value = plain.slice(at + 1).trim();
  return token.test(name) && value !== "" ? { name, value } : null;
}

/** One line is a list only when each part is `name=value`: a Base64 value ends in "=" and holds no name. */
function listOf(line: string): (PastedHeader | null)[] {
  const colon = /^([A-Za-z][A-Za-z0-9-]*):\s+(\S.*)$/.exec(line);
  if (colon !== null) return [{ name: colon[1] ?? "", value: colon[2] ?? "" }];
  return line.split(",").map((part) => {
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    const isRow = at > 0 && token.test(name) && value.replace(/=+$/, "") !== "";
    return isRow ? { name, value: decoded(value) } : null;
  });
}

/** The environment variable is percent-encoded; a value that is not stays as it is. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
