import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createInflate } from "#lib/engine/receive/inflate";

const mebibyte = 1024 * 1024;
const inflate = createInflate({ bytesMax: 20 * mebibyte });
const body = Buffer.from("OTLP ".repeat(1000));
const codings = {
  gzip: gzipSync,
  "x-gzip": gzipSync,
  deflate: deflateSync,
  zstd: zstdCompressSync,
} satisfies Record<string, (bytes: Buffer) => Buffer>;
const each = Object.entries(codings);

describe("every coding that a sender may use", () => {
  test.each(each)("%s, small on the spot and large in turn, comes out as it went in", async (coding, compress) => {
    const large = Buffer.alloc(3 * mebibyte, body);
    for (const bytes of [body, large, Buffer.alloc(0)]) {
      const result = await inflate(coding, compress(bytes));
      expect(result.ok && Buffer.from(result.body).equals(bytes)).toBe(true);
    }
  });

  test("none, by any of its names; deflate also without zlib's header", async () => {
    for (const coding of ["", "identity", "none"])
      expect(await inflate(coding, body)).toMatchObject({ ok: true, body });
    expect(await inflate("deflate", deflateRawSync(body))).toMatchObject({ ok: true, body });
  });

  test("any other, and more than one, is named as unsupported", async () => {
    for (const coding of ["br", "snappy", "gzip, gzip"]) {
      expect(await inflate(coding, body)).toEqual({ ok: false, reason: "unsupported" });
    }
  });

  test("gzip of several members is read to its end, and told from one that every reader reads", async () => {
    const joined = Buffer.concat([gzipSync(body), gzipSync(body)]);
    const result = await inflate("gzip", joined);
    expect(result).toMatchObject({ ok: true, isOneMember: false });
    expect(result.ok && result.body.length).toBe(2 * body.length);
    expect(await inflate("gzip", gzipSync(body))).toMatchObject({ ok: true, isOneMember: true });
  });
});

describe("a body is read to its last byte or refused", () => {
  test("every frame of zstd, with and without those to be skipped, small on the spot and large in turn", async () => {
    const skipped = Buffer.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    for (const bytes of [body, Buffer.alloc(2 * mebibyte, body)]) {
      const frame = zstdCompressSync(bytes);
      for (const joined of [
        [frame, frame],
        [skipped, frame, skipped, frame, skipped],
      ]) {
        const result = await inflate("zstd", Buffer.concat(joined));
        expect(result.ok && Buffer.from(result.body).equals(Buffer.concat([bytes, bytes]))).toBe(true);
      }
    }
    const tight = createInflate({ bytesMax: 2 * body.length - 1 });
    const two = Buffer.concat([zstdCompressSync(body), zstdCompressSync(body)]);
    expect(await tight("zstd", two)).toEqual({ ok: false, reason: "too_large" });
  });

  // Read to their end, the two million would take minutes: the test would not end in time.
  test("more frames of nothing than anybody sends are refused, and not read to their end", async () => {
    const nothing = zstdCompressSync(Buffer.alloc(0));
    for (const count of [100_000, 2_000_000]) {
      expect(await inflate("zstd", Buffer.alloc(count * nothing.length, nothing))).toMatchObject({ reason: "broken" });
    }
  });

  test.each([...each, ["deflate", deflateRawSync] as const])(
    "%s with anything behind its end",
    async (coding, compress) => {
      for (const bytes of [body, Buffer.alloc(3 * mebibyte, body)]) {
        for (const behind of ["x", "trailing", "\0\0\0\0x"]) {
          const trailing = Buffer.concat([compress(bytes), Buffer.from(behind)]);
          expect(await inflate(coding, trailing)).toEqual({ ok: false, reason: "broken" });
        }
      }
      if (coding !== "deflate") return;
      const second = Buffer.concat([compress(body), compress(body)]);
      expect(await inflate(coding, second)).toEqual({ ok: false, reason: "broken" });
    },
  );
});

describe("a bomb stops at the limit", () => {
  const bytesMax = 2 * mebibyte;
  const bounded = createInflate({ bytesMax });
  const bomb = Buffer.alloc(32 * mebibyte);

  test.each(each)("%s: a few kilobytes that inflate to 32 MiB are too large", async (coding, compress) => {
    const small = compress(bomb);
    expect(small.length).toBeLessThan(mebibyte / 16);
    expect(await bounded(coding, small)).toEqual({ ok: false, reason: "too_large" });
  });

  test("gzip that lies about its size is measured by what comes out", async () => {
    for (const [bytes, said] of [
      [bomb, 10],
      [body, 10],
      [body, 2 ** 31],
    ] as const) {
      const lying = gzipSync(bytes);
      lying.writeUInt32LE(said, lying.length - 4);
      const result = await bounded("gzip", lying);
      expect(result).toEqual({ ok: false, reason: bytes === bomb ? "too_large" : "broken" });
    }
  });

  test("exactly the limit passes, one byte more does not, in every coding and in none", async () => {
    const limit = createInflate({ bytesMax: body.length });
    const less = createInflate({ bytesMax: body.length - 1 });
    for (const [coding, compress] of [...each, ["identity", (bytes: Buffer) => bytes] as const]) {
      expect((await limit(coding, compress(body))).ok).toBe(true);
      expect(await less(coding, compress(body))).toEqual({ ok: false, reason: "too_large" });
    }
  });

  test("a zstd frame may not ask for a window beyond 8 MiB", async () => {
    // Magic, a descriptor without "single segment", the window's exponent above 10, one empty last block.
    const frame = (windowLog: number) =>
      Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, (windowLog - 10) << 3, 0x01, 0x00, 0x00);
    expect(await inflate("zstd", frame(23))).toMatchObject({ ok: true });
    expect(await inflate("zstd", frame(27))).toEqual({ ok: false, reason: "broken" });
  });
});

describe("what is broken is a value", () => {
  test.each(each)("%s cut off anywhere", async (coding, compress) => {
    const whole = compress(Buffer.from("some words of a body"));
    for (let end = 0; end < whole.length; end++) {
      expect(await inflate(coding, whole.subarray(0, end))).toEqual({ ok: false, reason: "broken" });
    }
  });

  test("any bytes in any coding never throw", async () => {
    const small = createInflate({ bytesMax: 4096, onTheSpotMax: 1024 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...each), fc.nat(99), fc.nat(255), async ([coding, compress], at, byte) => {
        const bytes = compress(body);
        bytes[at % bytes.length] = byte;
        const result = await small(coding, bytes);
        if (result.ok) expect(result.body.length).toBeLessThanOrEqual(4096);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});
