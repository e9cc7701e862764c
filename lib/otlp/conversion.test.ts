import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeJson, encodeProtobuf } from "#lib/otlp/message";
import { probeBatch } from "#lib/otlp/payload";
import { scanRequest } from "#lib/otlp/scan";
import { scanJson } from "#lib/otlp/scan-json";
import { keyHash, requestShapes, type Shape } from "#lib/otlp/shapes";
import { type Signal, signals } from "#lib/otlp/signal";
import { anyRequest } from "#lib/otlp/testing/any-request";
import { toJson } from "#lib/otlp/to-json";
import { toProtobuf } from "#lib/otlp/to-protobuf";
import { concat, readFields, writeDelimited, writeDouble, writeFixed64, writeKey, writeVarint } from "#lib/otlp/wire";

const protobufOf = (signal: Signal, json: unknown) =>
  toProtobuf(signal, Buffer.from(typeof json === "string" ? json : JSON.stringify(json)));
const jsonOf = (signal: Signal, body: Uint8Array | null) => {
  const json = body && toJson(signal, body);
  return json && JSON.parse(Buffer.from(json).toString("utf8"));
};
const there = (signal: Signal, json: unknown) => jsonOf(signal, protobufOf(signal, json));

const ofSpans = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const ofAttribute = (value: unknown) => ofSpans({ attributes: [{ key: "k", value }] });
const ofPoint = (kind: string, point: unknown) => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ [kind]: { dataPoints: [point] } }] }] }],
});
const under = (numbers: number[], content: Uint8Array) =>
  numbers.reduceRight<Uint8Array>((inner, number) => writeDelimited(number, inner), content);

describe("any request", () => {
  test.each(signals)("R5.1 R5.2 R5.3 R5.4 %s in JSON become the protobuf that says the same, and back", (signal) => {
    fc.assert(
      fc.property(anyRequest(signal), (message) => {
        const json = encodeJson(message);
        const protobuf = encodeProtobuf(message);
        expect(Buffer.from(protobufOf(signal, json) ?? []).equals(Buffer.from(protobuf))).toBe(true);
        expect(jsonOf(signal, protobuf)).toEqual(json);
        expect(protobufOf(signal, JSON.stringify(json, null, 2))).toEqual(protobufOf(signal, json));
        expect(scanJson(signal, Buffer.from(JSON.stringify(json)))).toEqual(scanRequest(signal, protobuf));
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test.each(signals)(
    "%s with their fields in descending order, as the Collector writes them, give the same JSON",
    (signal) => {
      fc.assert(
        fc.property(anyRequest(signal), (message) => {
          const protobuf = encodeProtobuf(message);
          const json = (body: Uint8Array) => Buffer.from(toJson(signal, body) ?? []).toString();
          expect(json(descending(requestShapes[signal], protobuf))).toBe(json(protobuf));
        }),
        { numRuns: 100, seed: 6 },
      );
    },
  );

  test.each(signals)("%s whose bytes are damaged are null or another request; nothing throws", (signal) => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyRequest(signal), damage, (message, all) => {
        const bodies = [encodeProtobuf(message), Buffer.from(JSON.stringify(encodeJson(message)))];
        const [protobuf, json] = bodies.map((body) => {
          const broken = Uint8Array.from(body);
          for (const [at, byte] of all) broken[at % Math.max(1, broken.length)] = byte;
          return broken;
        });
        const made = toJson(signal, protobuf ?? new Uint8Array());
        if (made) expect(JSON.parse(Buffer.from(made).toString())).toBeTypeOf("object");
        const written = toProtobuf(signal, json ?? new Uint8Array());
        if (written) expect(toJson(signal, written)).not.toBeNull();
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test.each(signals)("%s as the probe sends them say the same in both encodings", (signal) => {
    const parts = {
      ...({ signal, temporality: "cumulative", histograms: "exponential", now: 1_763_700_000_123_456_789n } as const),
      runId: "00112233-4455-4677-8899-aabbccddeeff",
      random: (bytes: number) => new Uint8Array(bytes).fill(7),
    };
    const protobuf = probeBatch({ ...parts, encoding: "protobuf" }).batch.body;
    const json = probeBatch({ ...parts, encoding: "json" }).batch.body;
    expect(jsonOf(signal, protobuf)).toEqual(JSON.parse(Buffer.from(json).toString()));
    // But for the zeros that protobuf need not say.
    expect(there(signal, Buffer.from(json).toString())).toEqual(there(signal, jsonOf(signal, protobuf)));
    expect(scanRequest(signal, toProtobuf(signal, json) ?? new Uint8Array())).toEqual(scanRequest(signal, protobuf));
  });
});

/** Every message's fields from the last to the first; the elements of a list keep their order. */
function descending(shape: Shape, body: Uint8Array): Uint8Array {
  const fields = readFields(body) ?? [];
  const numbers = [...new Set(fields.map(({ number }) => number))].toReversed();
  return concat(
    numbers.flatMap((number) =>
      fields
        .filter((field) => field.number === number)
        .map((field) => {
          if (field.wire === 0) return concat([writeKey(number, 0), writeVarint(field.varint)]);
          const inner = shape.byNumber[number]?.shape;
          if (field.wire === 2) return writeDelimited(number, inner ? descending(inner, field.bytes) : field.bytes);
          return concat([writeKey(number, field.wire), field.bytes]);
        }),
    ),
  );
}

describe("JSON to protobuf", () => {
  test("R5.4 64-bit integers are read from strings and numbers alike, exactly", () => {
    const [text, number] = ['"1763700000123456789"', "1763700000123456789"].map((time) =>
      protobufOf("traces", `{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":${time}}]}]}]}`),
    );
    expect(number).toEqual(text);
    expect(jsonOf("traces", number ?? null)).toEqual(ofSpans({ startTimeUnixNano: "1763700000123456789" }));
    expect(there("traces", ofAttribute({ intValue: "-9223372036854775808" }))).toEqual(
      ofAttribute({ intValue: "-9223372036854775808" }),
    );
    expect(there("traces", ofAttribute({ intValue: 15e3 }))).toEqual(ofAttribute({ intValue: "15000" }));
    expect(there("traces", ofAttribute({ intValue: "1.5e1" }))).toEqual(ofAttribute({ intValue: "15" }));
  });

  test("R5.2 ids are hex of any case, bytes are base64 of either alphabet", () => {
    expect(there("traces", ofSpans({ traceId: "ABCDEFabcdef0123456789ABCDEF0123" }))).toEqual(
      ofSpans({ traceId: "abcdefabcdef0123456789abcdef0123" }),
    );
    for (const bytesValue of ["-_8=", "-_8", "+/8="])
      expect(there("traces", ofAttribute({ bytesValue }))).toEqual(ofAttribute({ bytesValue: "+/8=" }));
  });

  test("R5.3 enums are integers; a name means the same, though it is forbidden", () => {
    expect(there("traces", ofSpans({ kind: "SPAN_KIND_CLIENT", status: { code: "STATUS_CODE_ERROR" } }))).toEqual(
      ofSpans({ kind: 3, status: { code: 2 } }),
    );
    expect(protobufOf("traces", ofSpans({ kind: "CLIENT" }))).toBeNull();
  });

  test("R5.6 doubles: what is no number by its name, minus zero with its sign", () => {
    for (const asDouble of ["NaN", "Infinity", "-Infinity", 1e-7, 0.1, -2.5e300])
      expect(there("metrics", ofPoint("gauge", { asDouble }))).toEqual(ofPoint("gauge", { asDouble }));
    expect(there("metrics", ofPoint("gauge", { asDouble: "2.5" }))).toEqual(ofPoint("gauge", { asDouble: 2.5 }));
    const minus = protobufOf("metrics", JSON.stringify(ofPoint("gauge", { asDouble: 7 })).replace("7", "-0"));
    expect(jsonOf("metrics", minus)).toEqual(ofPoint("gauge", { asDouble: -0 }));
  });

  test("R5.1 R5.7 R5.8 keys in snake_case and others are unknown; null and defaults are absence, where that is no value", () => {
    const known = { name: "a", spanId: "00", attributes: [{ key: "k", value: { intValue: "0" } }] };
    const more = { trace_id: "00", later: [{ deep: [1, "}", null] }], kind: 0, endTimeUnixNano: "0", events: null };
    expect(protobufOf("traces", { ...ofSpans({ ...more, ...known, status: null }), later: 1 })).toEqual(
      protobufOf("traces", ofSpans(known)),
    );
    const point = { sum: 0, min: 0, count: "0" };
    expect(there("metrics", ofPoint("histogram", point))).toEqual(ofPoint("histogram", { sum: 0, min: 0 }));
  });

  test("strings are what they say: escapes, surrogates, keys with escapes", () => {
    const json = '{"resource\\u0053pans":[{"scopeSpans":[{"spans":[{"name":"\\"\\\\\\n\\u00e9\\ud83d\\ude00é😀"}]}]}]}';
    expect(there("traces", json)).toEqual(ofSpans({ name: '"\\\né😀é😀' }));
    expect(there("traces", ofSpans({ name: '"\\\n\u0000\u001f\u007f\u2028é😀' }))).toEqual(
      ofSpans({ name: '"\\\n\u0000\u001f\u007f\u2028é😀' }),
    );
  });

  test.each([
    "[]",
    "{",
    '{"resourceSpans":{}}',
    '{"resourceSpans":[null]}',
    '{"resourceSpans":[]} x',
    ofSpans({ name: 1 }),
    ofSpans({ traceId: "abc" }),
    ofSpans({ traceId: "zz" }),
    ofSpans({ kind: "2x" }),
    ofSpans({ kind: 2 ** 31 }),
    ofSpans({ startTimeUnixNano: "-1" }),
    ofSpans({ startTimeUnixNano: "18446744073709551616" }),
    ofSpans({ startTimeUnixNano: "" }),
    ofSpans({ startTimeUnixNano: 1.5 }),
    ofSpans({ flags: -1 }),
    ofAttribute({ boolValue: "true" }),
    ofAttribute({ bytesValue: "a b" }),
    ofAttribute({ doubleValue: "" }),
    ofAttribute({ doubleValue: "0x10" }),
    ofAttribute({ intValue: "9223372036854775808" }),
  ])("%j is null", (json) => {
    expect(protobufOf("traces", json)).toBeNull();
  });

  test("values nested without end exhaust no stack", () => {
    const nested = (depth: number) => `${'{"arrayValue":{"values":['.repeat(depth)}{}${"]}}".repeat(depth)}`;
    const json = (depth: number) => JSON.stringify(ofAttribute(7)).replace("7", nested(depth));
    expect(there("traces", json(40))).toEqual(JSON.parse(json(40)));
    expect(protobufOf("traces", json(10_000))).toBeNull();
    let value: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 10_000; depth++) value = writeDelimited(5, writeDelimited(1, value));
    expect(toJson("traces", under([1, 2, 2, 9, 2], value))).toBeNull();
  });
});

describe("protobuf to JSON", () => {
  test("R5.7 unknown fields are left out", () => {
    const later = concat([writeKey(900, 0), writeVarint(2n ** 63n), writeKey(901, 5), [1, 2, 3, 4]]);
    const span = concat([later, writeDelimited(5, Buffer.from("a")), writeDelimited(902, later)]);
    expect(jsonOf("traces", concat([later, under([1, 2, 2], span)]))).toEqual(ofSpans({ name: "a" }));
  });

  test("a message in parts is one, of scalars and of a oneof the last counts", () => {
    const text = (number: number, value: string) => writeDelimited(number, Buffer.from(value));
    const parts = [concat([text(2, "a"), writeKey(3, 0), [1]]), text(2, "b")].map((part) => writeDelimited(15, part));
    const value = writeDelimited(2, concat([text(1, "text"), writeKey(3, 0), [7]]));
    const span = concat([...parts, text(5, "a"), text(5, "b"), writeDelimited(9, concat([text(1, "k"), value]))]);
    expect(jsonOf("traces", under([1, 2, 2], span))).toEqual(
      ofSpans({
        name: "b",
        attributes: [{ key: "k", value: { intValue: "7" } }],
        status: { message: "b", code: 1 },
      }),
    );
  });

  test("lists of numbers come packed, each by itself, or both", () => {
    const counts = [
      writeDelimited(6, writeFixed64(1n)),
      concat([writeKey(6, 1), writeFixed64(2n)]),
      writeDelimited(6, new Uint8Array()),
    ];
    const bounds = concat([writeKey(7, 1), writeDouble(0.5)]);
    const body = under([1, 2, 2, 9, 1], concat([...counts, bounds]));
    expect(jsonOf("metrics", body)).toEqual(ofPoint("histogram", { bucketCounts: ["1", "2"], explicitBounds: [0.5] }));
    expect(toJson("metrics", under([1, 2, 2, 9, 1], writeDelimited(6, Uint8Array.of(1, 2, 3))))).toBeNull();
  });

  test("R5.10 a string that is no UTF-8 costs its bad bytes, not the request", () => {
    const name = Buffer.concat([Buffer.from("a"), Buffer.from([0xff, 0xc3]), Buffer.from("b")]);
    expect(jsonOf("traces", under([1, 2, 2], writeDelimited(5, name)))).toEqual(ofSpans({ name: "a\ufffd\ufffdb" }));
  });

  test("what is no protobuf, or another message, is null", () => {
    expect(toJson("traces", Buffer.from("not protobuf"))).toBeNull();
    expect(toJson("traces", under([1, 2, 2], writeFixed64(1n)))).toBeNull();
    expect(toJson("traces", concat([writeKey(1, 0), [1]]))).toBeNull();
  });
});

test("every field of every message is found by its key", () => {
  const seen = new Set<Shape>();
  const visit = (shape: Shape) => {
    if (seen.has(shape)) return;
    seen.add(shape);
    for (const field of shape.fields) {
      expect(shape.byHash[keyHash(field.keyBytes, 0, field.keyBytes.length)]).toBe(field);
      if (field.shape) visit(field.shape);
    }
  };
  for (const signal of signals) visit(requestShapes[signal]);
});
