// The list of headers in one variable, name=value,name=value, values percent-encoded (R3.1–R3.4).
import type { HeaderRow } from "#lib/format/headers";

export type HeaderList = { rows: HeaderRow[]; problems: string[]; isDecoded: boolean };

/** Split at the first = only, or the padding of base64 is lost (R3.3); %20 is decoded, + stays (R3.2). */
export function readHeaderList(text: string): HeaderList {
  const list: HeaderList = { rows: [], problems: [], isDecoded: false };
  for (const part of partsOf(text)) {
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    if (at < 0) list.problems.push(/^\$\{\w+\}$/.test(part.trim()) ? elsewhere : "Write each header as name=value");
    else if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      list.problems.push("A header’s name has letters, digits and hyphens");
    else {
      const raw = part.slice(at + 1).trim();
      const value = decoded(raw);
      if (value === null) list.problems.push("A % that encodes nothing is written %25");
      if (value !== null && value !== raw) list.isDecoded = true;
      list.rows.push({ name, value: value ?? raw });
    }
  }
  return list;
}

const elsewhere = "The list of headers stands elsewhere: add each header with its value";

/** At commas; a comma inside braces belongs to a value that is JSON. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  const lastBrace = text.lastIndexOf("}");
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "{") depth += 1;
    else if (character === "}") depth = Math.max(0, depth - 1);
    else if (character === "," && (depth === 0 || at > lastBrace)) {
      parts.push(text.slice(from, at));
      from = at + 1;
      depth = 0;
    }
  }
  return [...parts, text.slice(from)].filter((part) => part.trim() !== "");
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** What shells, .env files and SDKs of any language read alike; ${NAME} stays as it is. */
export function writeHeaderList(rows: readonly HeaderRow[]): string {
  return rows.map(({ name, value }) => `${name}=${encodedValue(value)}`).join(",");
}

/** Space, comma, semicolon, %, quotes and all beyond ASCII (R3.2), and what a shell reads. */
function encodedValue(value: string): string {
  const parts = value.split(/(\$\{[A-Za-z_]\w{0,127}\})/);
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/[\s,;%"'`\\$!{}<>]|[^\x21-\x7e]/gu, (one) =>
            one === "'" ? "%27" : one === "!" ? "%21" : encodeURIComponent(one.toWellFormed()),
          ),
    )
    .join("");
}
