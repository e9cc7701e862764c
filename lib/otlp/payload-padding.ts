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
 * What `make` makes of as many items as it takes to reach `bytes` exactly. Smaller than one item: one item. `alike`: the same text in
 * all, for items that are points of one series.
 */
export function makePadded<Made extends { body: Uint8Array }>(
  bytes: number,
  make: (pads: Pads) => Made,
  random: (bytes: number) => Uint8Array,
  alike: boolean,
): Made {
  const text = (drawn: Uint8Array) => Buffer.from(drawn).toString("base64url");
  const pad = text(random(padBytes));
  const lengthOf = (pads: Pads) => make(pads).body.length;
  const bare = lengthOf([""]);
  const one = lengthOf(["", pad]);
  const each = lengthOf(["", pad, pad]) - one;
  const count = Math.floor((bytes - bare - roomMin) / each);
  if (count < 1) return make([""]);
  const drawn = alike ? null : random(padBytes * count);
  const full = Array.from({ length: count }, (_, at) =>
    drawn === null ? pad : text(drawn.subarray(at * padBytes, (at + 1) * padBytes)),
  );
  // The first text makes up for the rest; lengths of what lies around it grow by a few bytes, which asks for another look.
  const filler = text(random(padBytes * 2));
  const overhead = lengthOf([pad]) - bare - pad.length;
  let length = bytes - one - (count - 1) * each - overhead;
  for (let tries = 1; ; tries++) {
    length = Math.min(Math.max(1, length), filler.length);
    const made = make([filler.slice(0, length), ...full]);
    const missing = bytes - made.body.length;
    if (missing === 0 || tries === triesMax) return made;
    length += missing;
  }
}
