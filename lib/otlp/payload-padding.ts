// Makes a request of a wanted size: more items of the same kind, each with a text of 1 kB, so that no server finds a single one too long.
// Pure; knows no signal.

/** Below the 2,048 characters that metric stores allow a label. */
const padBytes = 768;
/** What a first, shorter text needs beside its own length, in JSON too. */
const roomMin = 256;
const triesMax = 4;

/** One text an item; "" = none. */
export type Pads = readonly string[];

/**
 * The texts of as many items as it takes to reach `bytes` exactly, by what `lengthOf` says of them. Smaller than one item: one item.
 * `alike`: the same text in all, for items that are points of one series.
 */
export function padsFor(
  bytes: number,
  lengthOf: (pads: Pads) => number,
  random: (bytes: number) => Uint8Array,
  alike: boolean,
): Pads {
  const text = (drawn: Uint8Array) => Buffer.from(drawn).toString("base64url");
  const pad = text(random(padBytes));
  const bare = lengthOf([""]);
  const each = lengthOf(["", pad, pad]) - lengthOf(["", pad]);
  const count = Math.floor((bytes - bare - roomMin) / each);
  if (count < 1) return [""];
  const drawn = alike ? null : random(padBytes * count);
  const full = Array.from({ length: count }, (_, at) =>
    drawn === null ? pad : text(drawn.subarray(at * padBytes, (at + 1) * padBytes)),
  );
  // The first text makes up for the rest; lengths that grow by a byte ask for another look.
  const filler = text(random(padBytes * 2));
  let length = roomMin / 2;
  for (let tries = 0; tries < triesMax; tries++) {
    const missing = bytes - lengthOf([filler.slice(0, length), ...full]);
    if (missing === 0) break;
    length = Math.min(Math.max(0, length + missing), filler.length);
  }
  return [filler.slice(0, length), ...full];
}
