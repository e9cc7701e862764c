// Finds where a text holds a secret, or twelve characters in a row of one: as it is, escaped for JSON, URLs or HTML, in part or
// wholly, in any case of letters, wrapped over lines. Works on bytes, so that a body keeps its lengths. Knows no destination.

/** Bytes as characters, lower-case and without white space, and for each of them where it stands in the source. */
type View = { text: string; from: number[]; to: number[] };

export type Finder = {
  /** For each byte whether it belongs to a secret; null when none does. */
  find: (bytes: Uint8Array) => Uint8Array | null;
};

/** So many characters of a secret tell too much of it. */
const fragmentLength = 12;
/** An escaped text may be escaped again: a URL in JSON in HTML. */
const escapesMax = 3;

/** `forms` are secrets and their codings; what stands in `clear` is no fragment of one: an endpoint that is part of a key. */
export function secretFinder(forms: readonly string[], clear: readonly string[] = []): Finder {
  const needles = new Set(forms.flatMap(textsOf));
  const fragments = new Set([...needles].flatMap(piecesOf));
  if (fragments.size > 0) for (const piece of clear.flatMap(textsOf).flatMap(piecesOf)) fragments.delete(piece);
  // Those that their fragments do not find: the short ones, and those of which a part stands in clear.
  const whole = [...needles].filter(
    (needle) => needle.length < fragmentLength || piecesOf(needle).some((piece) => !fragments.has(piece)),
  );
  const finding = { whole: whole.filter(({ length }) => length > 0), fragments };
  if (finding.whole.length === 0 && fragments.size === 0) return { find: () => null };
  return {
    find: (bytes) => {
      const source = Buffer.from(bytes).toString("latin1");
      // Most texts are short and hold none: they cost one look.
      if (!/[%\\&]/.test(source) && hits(squeeze(source), finding).next().done) return null;
      const marks = new Uint8Array(bytes.length);
      for (const view of viewsOf(source)) {
        for (const { start, length } of hits(view.text, finding)) {
          for (let at = start; at < start + length; at += 1) marks.fill(1, view.from[at], view.to[at]);
        }
      }
      return marks.includes(1) ? marks : null;
    },
  };
}

type Finding = { whole: readonly string[]; fragments: ReadonlySet<string> };

function* hits(text: string, { whole, fragments }: Finding): Generator<{ start: number; length: number }> {
  for (const needle of whole) {
    for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + 1)) {
      yield { start, length: needle.length };
    }
  }
  if (fragments.size === 0) return;
  for (let start = 0; start + fragmentLength <= text.length; start += 1) {
    if (fragments.has(text.slice(start, start + fragmentLength))) yield { start, length: fragmentLength };
  }
}

function piecesOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - fragmentLength + 1) }, (_, at) =>
    text.slice(at, at + fragmentLength),
  );
}

function textsOf(form: string): string[] {
  return viewsOf(Buffer.from(form).toString("latin1")).map(({ text }) => text);
}

/** The bytes as they are, and as they read once, twice… unescaped. */
function viewsOf(source: string): View[] {
  const places = Array.from(source, (_, at) => at);
  let view: View = { text: source, from: places, to: places.map((at) => at + 1) };
  const views = [squeezed(view)];
  for (let round = 0; round < escapesMax; round += 1) {
    const plainer = unescaped(view);
    if (plainer === null) break;
    views.push(squeezed(plainer));
    view = plainer;
  }
  return views;
}

function squeeze(text: string): string {
  return text.replace(/[\0-\x20]/g, "").toLowerCase();
}

function squeezed({ text, from, to }: View): View {
  const kept: View = { text: squeeze(text), from: [], to: [] };
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) <= 0x20) continue;
    kept.from.push(from[at] ?? 0);
    kept.to.push(to[at] ?? 0);
  }
  return kept;
}

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  sol: "/",
  plus: "+",
  equals: "=",
  colon: ":",
  percnt: "%",
  nbsp: " ",
};
const shortEscapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
/** %3d, \ud83d\ude00, \u003d, \u{3d}, \x3d, \/, &#61;, &#x3d;, &amp; */
const escapes =
  /%([\da-f]{2})|\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})|\\u([\da-f]{4})|\\u\{([\da-f]{1,6})\}|\\x([\da-f]{2})|\\([^\w\s]|[nrtbf])|&#(\d{1,7});?|&#x([\da-f]{1,6});?|&(amp|lt|gt|quot|apos|sol|plus|equals|colon|percnt|nbsp);/gi;

/** null when nothing is escaped. */
function unescaped(view: View): View | null {
  const parts: string[] = [];
  const plain: View = { text: "", from: [], to: [] };
  const keep = (text: string, from: readonly number[], to: readonly number[]) => {
    parts.push(text);
    for (const one of from) plain.from.push(one);
    for (const one of to) plain.to.push(one);
  };
  let done = 0;
  for (const found of view.text.matchAll(escapes)) {
    const { index } = found;
    const end = index + found[0].length;
    keep(view.text.slice(done, index), view.from.slice(done, index), view.to.slice(done, index));
    const meant = meaningOf(found);
    const from = Array<number>(meant.length).fill(view.from[index] ?? 0);
    keep(meant, from, Array<number>(meant.length).fill(view.to[end - 1] ?? 0));
    done = end;
  }
  if (done === 0) return null;
  keep(view.text.slice(done), view.from.slice(done), view.to.slice(done));
  return { ...plain, text: parts.join("") };
}

/** As bytes. A percent escape is one already, everything else stands for a character. */
function meaningOf([, percent, high, low, unit, point, byte, mark, decimal, hex, name]: RegExpMatchArray): string {
  if (percent !== undefined) return String.fromCharCode(Number.parseInt(percent, 16));
  if (high !== undefined && low !== undefined) return bytesOf(Number.parseInt(high, 16), Number.parseInt(low, 16));
  if (mark !== undefined) return shortEscapes[mark] ?? mark;
  if (name !== undefined) return entities[name.toLowerCase()] ?? "";
  if (decimal !== undefined) return bytesOf(...unitsOf(Number(decimal)));
  return bytesOf(...unitsOf(Number.parseInt(unit ?? point ?? byte ?? hex ?? "0", 16)));
}

function unitsOf(point: number): number[] {
  const character = point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  return Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
}

function bytesOf(...units: number[]): string {
  return Buffer.from(String.fromCharCode(...units)).toString("latin1");
}
