import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutRequest, cutToFit, type Piece } from "#lib/engine/deliver/cut";
import { scanRequest } from "#lib/otlp/scan";
import type { Signal } from "#lib/otlp/signal";
import { concat, readFields, writeDelimited, writeKey, writeVarint } from "#lib/otlp/wire";
import { threadMs } from "#lib/testing/thread-ms";

fc.configureGlobal({ seed: 4 });

const text = (number: number, value: string) => writeDelimited(number, Buffer.from(value));
/** A resource or a scope, told apart by a field of a version to come. */
const named = (name: string) => writeDelimited(1, text(20, name));

/** A message whose fields may be written in either order, as the Collector does. */
const message = (number: number, parts: Uint8Array[], isDescending: boolean) =>
  writeDelimited(number, concat(isDescending ? parts.toReversed() : parts));

type Tree = { name: string; descending: boolean; scopes: { name: string; items: string[][] }[] }[];

/** For metrics each inner list is one metric with its points, for the others each string is an item. */
function build(signal: Signal, tree: Tree): Uint8Array {
  return concat(
    tree.map(({ name, descending, scopes }) => {
      const parts = scopes.map((scope) => {
        const items = scope.items.flatMap((group, index) => {
          if (signal !== "metrics") return group.map((item) => writeDelimited(2, text(5, item)));
          const points = group.map((item) => writeDelimited(1, text(7, item)));
          const kind = [5, 7, 9, 10, 11][index % 5] ?? 5;
          const data = concat([...points, concat([writeKey(2, 0), writeVarint(2)])]);
          return [message(2, [text(1, `m${index}`), text(3, "By"), writeDelimited(kind, data)], descending)];
        });
        return message(2, [named(scope.name), ...items, text(3, "schema")], descending);
      });
      return message(1, [named(name), ...parts, text(3, "schema")], descending);
    }),
  );
}

/** Every item with all that it is under: what a split must not change. */
function itemsOf(signal: Signal, body: Uint8Array): string[] {
  const under = (bytes: Uint8Array, number: number) => {
    const fields = readFields(bytes) ?? [];
    const inner = fields.flatMap((field) => (field.number === number && field.wire === 2 ? [field.bytes] : []));
    const rest = fields.filter((field) => field.number !== number);
    const shown = rest.map((f) =>
      f.wire === 0 ? `${f.number}=${f.varint}` : `${f.number}:${Buffer.from(f.bytes).toString("hex")}`,
    );
    return { inner, rest: shown.join(",") };
  };
  return under(body, 1).inner.flatMap((resource) => {
    const scopes = under(resource, 2);
    return scopes.inner.flatMap((scope) => {
      const elements = under(scope, 2);
      const place = `${scopes.rest}|${elements.rest}`;
      if (signal !== "metrics") return elements.inner.map((item) => `${place}|${Buffer.from(item).toString("hex")}`);
      return elements.inner.flatMap((metric) => {
        const kind = (readFields(metric) ?? []).find((field) => field.number >= 5)?.number ?? 0;
        const data = under(metric, kind);
        return data.inner.flatMap((bytes) => {
          const points = under(bytes, 1);
          return points.inner.map(
            (point) => `${place}|${data.rest}|${kind}|${points.rest}|${Buffer.from(point).toString("hex")}`,
          );
        });
      });
    });
  });
}

const item = fc.string({ maxLength: 12 });
const scope = fc.record({ name: item, items: fc.array(fc.array(item, { maxLength: 5 }), { maxLength: 4 }) });
const tree: fc.Arbitrary<Tree> = fc.array(
  fc.record({ name: item, descending: fc.boolean(), scopes: fc.array(scope, { maxLength: 3 }) }),
  { maxLength: 4 },
);
const signal = fc.constantFrom<Signal>("traces", "metrics", "logs");
const joined = (pieces: readonly Piece[]) => concat(pieces.map((piece) => piece.body));

describe("a request cut in two", () => {
  test("a split loses no item, doubles none and changes none, in any order of fields", () => {
    fc.assert(
      fc.property(signal, tree, (kind, given) => {
        const body = build(kind, given);
        const before = itemsOf(kind, body);
        expect(scanRequest(kind, body)?.items).toBe(before.length);
        const halves = cutRequest(kind, body);
        expect(halves === null).toBe(before.length < 2);
        if (!halves) return;
        for (const half of halves) {
          expect(half.items).toBeGreaterThan(0);
          expect(itemsOf(kind, half.body)).toHaveLength(half.items);
        }
        expect(itemsOf(kind, joined(halves)).toSorted()).toEqual(before.toSorted());
      }),
      { numRuns: 300 },
    );
  });

  test("R8.5 goes down to one item, data points of one metric among them, and every item is still there", () => {
    fc.assert(
      fc.property(signal, tree, (kind, given) => {
        const body = build(kind, given);
        const before = itemsOf(kind, body);
        const pieces = cutToFit(kind, { body, items: before.length }, 1);
        expect(pieces.every((piece) => piece.items === 1 || before.length < 2)).toBe(true);
        expect(itemsOf(kind, joined(pieces)).toSorted()).toEqual(before.toSorted());
      }),
      { numRuns: 100 },
    );
  });

  test("R8.5 is cut no more often than the ceiling asks, into about equal halves", () => {
    const items = Array.from({ length: 1000 }, (_, index) => [`span number ${index}`.padEnd(300, ".")]);
    const body = build("traces", [{ name: "a", descending: false, scopes: [{ name: "s", items }] }]);
    const halves = cutRequest("traces", body);
    expect(halves?.map((half) => half.items)).toEqual([500, 500]);
    const pieces = cutToFit("traces", { body, items: 1000 }, body.length / 3);
    expect(pieces.map((piece) => piece.items)).toEqual([250, 250, 250, 250]);
    expect(pieces.every((piece) => piece.body.length <= body.length / 3)).toBe(true);
    expect(cutToFit("traces", { body, items: 1000 }, body.length)).toEqual([{ body, items: 1000 }]);
  });

  test("temporality, monotonicity and unknown fields go along in both halves", () => {
    const unknown = concat([writeKey(900, 0), writeVarint(2n ** 63n), writeKey(901, 5), [1, 2, 3, 4]]);
    const data = concat([text(1, "p1"), text(1, "p2"), [0x10, 2, 0x18, 1], unknown]);
    const metric = concat([text(1, "m"), writeDelimited(7, data), unknown]);
    const body = writeDelimited(1, writeDelimited(2, writeDelimited(2, metric)));
    const halves = cutRequest("metrics", body);
    for (const half of halves ?? []) {
      expect(Buffer.from(half.body).includes(Buffer.from([0x10, 2, 0x18, 1, ...unknown]))).toBe(true);
    }
    expect(halves).toHaveLength(2);
  });

  test("what holds no item that we know, a metric of a kind to come among it, stays: once, in the left half", () => {
    const metric = (kind: number, point: string) => writeDelimited(2, writeDelimited(kind, text(1, point)));
    const toCome = metric(13, "a kind to come");
    const two = concat([toCome, metric(5, "a"), metric(5, "b")]);
    const alone = concat([toCome, writeDelimited(2, writeDelimited(7, concat([text(1, "a"), text(1, "b")])))]);
    for (const metrics of [two, alone]) {
      const [left, right] = cutRequest("metrics", writeDelimited(1, writeDelimited(2, metrics))) ?? [];
      expect([left?.items, right?.items]).toEqual([1, 1]);
      expect(Buffer.from(left?.body ?? []).includes("a kind to come")).toBe(true);
      expect(Buffer.from(right?.body ?? []).includes("a kind to come")).toBe(false);
    }
  });

  test("what is no protobuf, or a metric with two kinds of data, is not cut", () => {
    expect(cutRequest("traces", Buffer.from("not protobuf"))).toBeNull();
    const odd = concat([writeDelimited(5, text(1, "p")), writeDelimited(7, text(1, "p"))]);
    expect(cutRequest("metrics", writeDelimited(1, writeDelimited(2, writeDelimited(2, odd))))).toBeNull();
    fc.assert(fc.property(signal, fc.uint8Array({ maxLength: 60 }), (kind, bytes) => void cutRequest(kind, bytes)));
  });
});

describe("a large request of tiny items", () => {
  const mebibyte = 2 ** 20;
  const count = 250_000;
  /** Time of this thread alone: others may be at work. */
  const measured = (kind: Signal, body: Uint8Array) => {
    const before = process.memoryUsage();
    const begun = threadMs();
    const pieces = cutToFit(kind, { body, items: count }, 3 * mebibyte);
    const tookMs = threadMs() - begun;
    const after = process.memoryUsage();
    expect(pieces.reduce((sum, piece) => sum + piece.items, 0)).toBe(count);
    expect(Math.max(...pieces.map((piece) => piece.body.length))).toBeLessThanOrEqual(3 * mebibyte);
    const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
    return { tookMs, bytes };
  };
  const scopeOf = (item: Uint8Array) =>
    writeDelimited(1, writeDelimited(2, concat([named("scope"), Buffer.alloc(count * item.length, item)])));

  test.each([
    ["traces", 1000, writeDelimited(2, text(5, "x".repeat(78)))],
    ["metrics", 2500, writeDelimited(2, concat([text(1, "name".repeat(16)), writeDelimited(5, text(1, ""))]))],
  ] as const)(
    "250,000 %s in 20 MiB are cut to 3 MiB without stalling: %d ms of work at most, ten times the usual, and 50 MB",
    (kind, atMostMs, one) => {
      const body = scopeOf(one);
      // The first makes the code warm; of the others the best, since the machine may be busy.
      const runs = Array.from({ length: 4 }, () => measured(kind, body)).slice(1);
      for (const { bytes } of runs) expect(bytes).toBeLessThan(50e6);
      expect(Math.min(...runs.map(({ tookMs }) => tookMs))).toBeLessThan(atMostMs);
    },
  );

  test("1,000,000 groups that hold nothing cost no object each", () => {
    const nothing = Buffer.alloc(2 * mebibyte, writeDelimited(2, Buffer.alloc(0)));
    const span = writeDelimited(2, writeDelimited(2, text(5, "a span")));
    const body = writeDelimited(1, concat([span, nothing, span]));
    const [left, right] = cutRequest("traces", body) ?? [];
    expect([left?.items, right?.items]).toEqual([1, 1]);
    expect(right?.body.length).toBeLessThan(100);
    expect(left?.body.length).toBeGreaterThan(2 * mebibyte);
  });

  test("what goes along with every item, and is larger than a piece may be, does not make a terabyte of pieces", () => {
    const resource = writeDelimited(1, text(20, "x".repeat(4 * mebibyte)));
    const span = writeDelimited(2, text(5, "a span"));
    const spans = writeDelimited(2, Buffer.alloc(1000 * span.length, span));
    const body = writeDelimited(1, concat([resource, spans]));
    const pieces = cutToFit("traces", { body, items: 1000 }, 3 * mebibyte);
    expect(pieces.reduce((sum, piece) => sum + piece.items, 0)).toBe(1000);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.reduce((sum, piece) => sum + piece.body.length, 0)).toBeLessThan(5 * body.length + mebibyte);
  });
});
