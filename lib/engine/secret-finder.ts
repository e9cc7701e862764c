// Finds where a text holds a secret, or twelve characters in a row of one: as it is, escaped for JSON, URLs or HTML, in part or
// wholly, in any case of letters, wrapped over lines. Works on bytes, so that a body keeps its lengths. Knows no destination.

import {
  eachFragment,
  type Fragments,
  fragmentLength,
  fragmentsOf,
  placeOf,
  runAround,
} from "#lib/engine/secret-fragments";

/** Bytes as characters, lower-case and without white space, and for each of them where it stands in the source. */
type View = { text: string; from: number[]; to: number[] };

export type Finder = {
  /** For each byte whether it belongs to a secret; null when none does. */
  find: (bytes: Uint8Array) => Uint8Array | null;
};

/** An escaped text may be escaped again: a URL in JSON in HTML. */
const escapesMax = 3;

/** What is looked for of some secrets: pieces of them, and those that their pieces do not find. */
export type Sought = { whole: readonly string[]; fragments: readonly Fragments[] };

/** Of what is longer not every place is kept: a run of nineteen characters is found, wherever it begins. */
const denseMax = 10_000;
const stride = 8;

/** `forms` are secrets and their codings; what stands in `clear` is no fragment of one: an endpoint that is part of a key. */
export function secretFinder(forms: readonly string[], clear: readonly string[] = []): Finder {
  return finderOf([soughtOf(forms, clearFragments(clear))]);
}

/** Made once for all secrets of a destination. */
export function clearFragments(clear: readonly string[]): Fragments {
  return fragmentsOf([...new Set(clear.flatMap(textsOf))]).fragments;
}

export function soughtOf(forms: readonly string[], clear: Fragments): Sought {
  const needles = [...new Set(forms.flatMap(textsOf))].filter(({ length }) => length > 0);
  const short = needles.filter(({ length }) => length < fragmentLength);
  const long = needles.filter(({ length }) => length > denseMax);
  const dense = needles.filter(({ length }) => length >= fragmentLength && length <= denseMax);
  const made = [fragmentsOf(dense, 1, clear), fragmentsOf(long, stride, clear)];
  return {
    whole: [...short, ...made.flatMap(({ broken }) => broken)],
    fragments: made.map(({ fragments }) => fragments).filter(({ bytes }) => bytes.length > 0),
  };
}

export function finderOf(sought: readonly Sought[]): Finder {
  const all: Sought = {
    whole: sought.flatMap(({ whole }) => whole),
    fragments: sought.flatMap(({ fragments }) => fragments),
  };
  if (all.whole.length === 0 && all.fragments.length === 0) return { find: () => null };
  return {
    find: (bytes) => {
      const source = Buffer.from(bytes).toString("latin1");
      // Most texts are short and hold none: they cost one look.
      if (!/[%\\&]/.test(source) && hits(squeeze(source), all).length === 0) return null;
      const marks = new Uint8Array(bytes.length);
      for (const view of viewsOf(source)) {
        for (const { start, length } of hits(view.text, all)) {
          for (let at = start; at < start + length; at += 1) marks.fill(1, view.from[at], view.to[at]);
        }
      }
      return marks.includes(1) ? marks : null;
    },
  };
}

type Hit = { start: number; length: number };

function hits(text: string, { whole, fragments }: Sought): Hit[] {
  const found: Hit[] = [];
  for (const needle of whole) {
    for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + 1)) {
      found.push({ start, length: needle.length });
    }
  }
  if (fragments.length === 0 || text.length < fragmentLength) return found;
  const bytes = Buffer.from(text, "latin1");
  eachFragment(bytes, 1, (at, hash) => {
    for (const one of fragments) {
      const place = placeOf(one, bytes, at, hash);
      if (place >= 0) found.push(runAround(one, place, bytes, at));
    }
  });
  return found;
}

/** As it is, and as it reads once, twice… unescaped: what viewsOf tells, without the places. */
function textsOf(form: string): string[] {
  let text = Buffer.from(form).toString("latin1");
  const texts = [squeeze(text)];
  for (let round = 0; round < escapesMax; round += 1) {
    const plainer = text.replace(escapes, (...found) => meaningOf(found));
    if (plainer === text) break;
    texts.push(squeeze(plainer));
    text = plainer;
  }
  return texts;
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
function meaningOf(found: readonly (string | undefined)[]): string {
  const [, percent, high, low, unit, point, byte, mark, decimal, hex, name] = found;
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
