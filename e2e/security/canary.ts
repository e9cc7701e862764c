// Marker values that stand for secrets, and the search for them in every form in which one may come out.
import { randomBytes } from "node:crypto";

export type Canary = { name: string; bytes: Buffer };
/** A place that was searched: an answer, a file, the log. */
export type Found = { canary: string; form: string; at: number };

/** Letters and digits, so that no coding of headers, URLs or JSON changes it. */
export function newCanary(name: string): Canary & { text: string } {
  const text = `Cnry${randomBytes(14).toString("hex")}`;
  return { name, text, bytes: Buffer.from(text) };
}

export function canaryOf(name: string, value: string | Buffer): Canary {
  return { name, bytes: Buffer.from(value as string) };
}

type Needle = { canary: string; form: string; bytes: Buffer };

export function createSearch(canaries: readonly Canary[]): (place: Buffer) => Found[] {
  const needles = canaries.flatMap(needlesOf);
  return (place) => {
    const found = new Map<string, Found>();
    for (const { canary, form, bytes } of needles) {
      const at = place.indexOf(bytes);
      if (at >= 0 && !found.has(canary)) found.set(canary, { canary, form, at });
    }
    return [...found.values()];
  };
}

/** Plain, UTF-16, hex, percent-encoded throughout, base64 and base64url however it falls into the text around it. */
function needlesOf({ name, bytes }: Canary): Needle[] {
  const hex = bytes.toString("hex");
  const percent = hex.replaceAll(/../g, "%$&");
  const texts: [string, string][] = [
    ["hex", hex],
    ["hex", hex.toUpperCase()],
    ["percent", percent],
    ["percent", percent.toUpperCase()],
  ];
  for (const shift of [0, 1, 2]) {
    // What stands before and after changes the letters at the edges: only those between are certain.
    const all = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replaceAll("=", "");
    const certain = all.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    texts.push([`base64 +${shift}`, certain]);
    const url = certain.replaceAll("+", "-").replaceAll("/", "_");
    if (url !== certain) texts.push([`base64url +${shift}`, url]);
  }
  const plain: Needle = { canary: name, form: "plain", bytes };
  const wide: Needle = { canary: name, form: "UTF-16", bytes: Buffer.from(bytes.toString("latin1"), "utf16le") };
  return [plain, wide, ...texts.map(([form, text]) => ({ canary: name, form, bytes: Buffer.from(text) }))];
}
