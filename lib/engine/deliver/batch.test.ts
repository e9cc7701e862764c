import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchDefaults, chooseBatch, makeRequest, plainBody, type Waiting } from "#lib/engine/deliver/batch";
import { writeDelimited } from "#lib/otlp/wire";

fc.configureGlobal({ seed: 4 });

const limits = { bytesMax: 1000, itemsMax: 100, lingerMs: 200, aloneBytes: 500 };
const protobuf = { encoding: "protobuf", compression: "gzip" } as const;
const json = { encoding: "json", compression: "gzip" } as const;

function record(bodyBytes: number, change: Partial<Waiting> = {}): Waiting {
  const plain = writeDelimited(1, Buffer.alloc(bodyBytes, bodyBytes % 250));
  const coding = change.coding ?? "gzip";
  return {
    receivedAtMs: 1000,
    items: 1,
    encoding: "protobuf",
    coding,
    bodyBytes: plain.length,
    body: coding === "gzip" ? gzipSync(plain) : plain,
    ...change,
  };
}

const plainOf = (record: Waiting) => (record.coding === "gzip" ? gunzipSync(record.body) : record.body);
const many = (count: number, of: Waiting) => Array.from({ length: count }, () => of);

describe("which records make one request", () => {
  test("by bytes: as many as fit (R8.5), at once when no more fits", () => {
    expect(chooseBatch(many(9, record(297)), protobuf, limits, 1000)).toEqual({ count: 3 });
  });

  test("by items", () => {
    expect(chooseBatch(many(9, record(10, { items: 40 })), protobuf, limits, 1000)).toEqual({ count: 2 });
    expect(chooseBatch(many(2, record(10, { items: 50 })), protobuf, limits, 1000)).toEqual({ count: 2 });
  });

  test("by age: the oldest waits for company, but not for long, and not for a clock that was set back", () => {
    const few = many(3, record(10));
    expect(chooseBatch(few, protobuf, limits, 1050)).toEqual({ waitMs: 150 });
    expect(chooseBatch(few, protobuf, limits, 1200)).toEqual({ count: 3 });
    expect(chooseBatch(few, protobuf, limits, 500)).toEqual({ count: 3 });
    expect(chooseBatch([], protobuf, limits, 1000)).toBeNull();
  });

  test("one that is larger than any batch goes alone", () => {
    const large = record(5000, { coding: "identity", items: 500 });
    expect(chooseBatch([large, record(10)], protobuf, limits, 1000)).toEqual({ count: 1 });
    expect(chooseBatch([record(10), large], protobuf, limits, 1000)).toEqual({ count: 1 });
  });

  test("a compressed request that is worth its own goes alone and at once, so that nobody opens it", () => {
    const own = record(600);
    expect(chooseBatch([own, own], protobuf, limits, 1000)).toEqual({ count: 1 });
    expect(chooseBatch([record(10), own], protobuf, limits, 1000)).toEqual({ count: 1 });
    const plain = { encoding: "protobuf", compression: "none" } as const;
    expect(chooseBatch([own, record(10)], plain, limits, 1000)).toEqual({ waitMs: 200 });
  });

  test("R5 JSON is never joined towards the destination; JSON that becomes protobuf waits for company like it", () => {
    expect(chooseBatch(many(5, record(10, { encoding: "json" })), json, limits, 1000)).toEqual({ count: 1 });
    expect(chooseBatch(many(5, record(10)), json, limits, 1000)).toEqual({ count: 1 });
    const mixed = [record(10), record(10, { encoding: "json" })];
    expect(chooseBatch(mixed, protobuf, limits, 1000)).toEqual({ waitMs: 200 });
    expect(chooseBatch(mixed, protobuf, limits, 1200)).toEqual({ count: 2 });
  });

  test("R8.5 no batch is larger than the ceilings unless it is a single request, and none is held for ever", () => {
    const some = fc.array(fc.tuple(fc.nat(400), fc.nat(60), fc.boolean()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(some, fc.nat(300), (sizes, ageMs) => {
        const waiting = sizes.map(([bytes, items, zipped]) =>
          record(0, { bodyBytes: bytes, items, coding: zipped ? "gzip" : "identity" }),
        );
        const choice = chooseBatch(waiting, protobuf, limits, 1000 + ageMs);
        const isHeld = choice !== null && "waitMs" in choice;
        if (isHeld) expect(choice.waitMs + ageMs).toBe(200);
        if (!choice || isHeld) return;
        const taken = waiting.slice(0, choice.count);
        expect(taken.length).toBeGreaterThan(0);
        const sum = (of: (record: Waiting) => number) => taken.reduce((total, one) => total + of(one), 0);
        if (taken.length === 1) return;
        expect(sum((one) => one.bodyBytes)).toBeLessThanOrEqual(1000);
        expect(sum((one) => one.items)).toBeLessThanOrEqual(100);
      }),
    );
  });

  test("R8.5 the default ceiling is 3 MiB before compression", () => {
    expect(batchDefaults.bytesMax).toBe(3 * 1024 * 1024);
  });
});

describe("the request's bytes", () => {
  test("one unchanged gzip request is passed on as the very bytes that came", async () => {
    const one = record(300);
    const request = await makeRequest([one], protobuf);
    expect(request).toEqual({ body: one.body, coding: "gzip", items: 1, bodyBytes: one.bodyBytes, unread: true });
    expect(request.body).toBe(one.body);
    const asJson = record(300, { encoding: "json" });
    expect((await makeRequest([asJson], json)).body).toBe(asJson.body);
  });

  test("several are inflated, joined and compressed once: one gzip member, for some servers read only the first", async () => {
    const records = [record(300), record(20, { coding: "identity" }), record(100_000)];
    const request = await makeRequest(records, protobuf);
    const whole = Buffer.concat(records.map(plainOf));
    expect(gunzipSync(request.body).equals(whole)).toBe(true);
    expect(request).toMatchObject({ coding: "gzip", items: 3, bodyBytes: whole.length, unread: false });
    const members = Buffer.from(request.body)
      .subarray(1)
      .includes(Buffer.from([0x1f, 0x8b, 0x08]));
    expect(members).toBe(false);
  });

  test("a destination without compression gets plain bytes, and one with it never gets them", async () => {
    const none = { encoding: "protobuf", compression: "none" } as const;
    const one = record(300);
    expect((await makeRequest([one], none)).body).toEqual(plainOf(one));
    const plain = record(300, { coding: "identity" });
    expect((await makeRequest([plain], none)).body).toBe(plain.body);
    const zipped = await makeRequest([plain], protobuf);
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
  });

  test("what must be cut is to be had plain, however it came", async () => {
    const plain = record(300, { coding: "identity" });
    expect(await plainBody([plain])).toBe(plain.body);
    expect(Buffer.from(await plainBody([record(300)])).equals(plain.body)).toBe(true);
    expect(await plainBody([plain, record(300)])).toHaveLength(2 * plain.body.length);
  });

  test("a body that inflates to more than the log says is never sent", async () => {
    const bomb = record(300, { bodyBytes: 100 });
    await expect(makeRequest([bomb, bomb], protobuf)).rejects.toThrow();
  });
});
