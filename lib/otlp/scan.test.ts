import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyBatch, probeBatch } from "#lib/otlp/payload";
import { otherServices, scanRequest, servicesMax } from "#lib/otlp/scan";
import { scanJson } from "#lib/otlp/scan-json";
import { type Signal, signals } from "#lib/otlp/signal";
import { concat, readFields, writeDelimited, writeFixed64, writeKey, writeVarint } from "#lib/otlp/wire";

const probe = (more: Partial<Parameters<typeof probeBatch>[0]>) =>
  probeBatch({
    signal: "traces",
    encoding: "protobuf",
    temporality: "cumulative",
    histograms: "explicit",
    now: 1_795_264_083_078_123_456n,
    random: (bytes) => new Uint8Array(bytes).fill(7),
    runId: "run-1",
    ...more,
  }).batch;

const delimited = (number: number, ...parts: (Uint8Array | number[])[]) => writeDelimited(number, concat(parts));
const integer = (number: number, value: number) => concat([writeKey(number, 0), writeVarint(value)]);
const text = (number: number, value: string) => writeDelimited(number, Buffer.from(value));
const fixed = (number: number) => concat([writeKey(number, 1), writeFixed64(9n)]);
const four = (number: number) => concat([writeKey(number, 5), [1, 2, 3, 4]]);
/** What a later version may add: of every wire type, at numbers far and near. */
const unknown = concat([text(99, "new"), fixed(98), four(97), integer(96, 2 ** 40), integer(536_870_911, 1)]);

/** The fields of every message backwards, as the Collector writes them: value before key, spans before their resource. */
const attribute = (key: string, value: Uint8Array) => delimited(1, unknown, delimited(2, value), text(1, key));
const resource = (service: string) =>
  delimited(1, integer(2, 3), attribute("service.name", text(1, service)), attribute("host.name", text(1, "a")));
const scope = delimited(1, text(2, "1.0"), text(1, "lib"));
const group = (service: string | null, ...items: Uint8Array[]) =>
  delimited(
    1,
    text(3, "schema"),
    unknown,
    delimited(2, ...items, unknown, scope),
    ...(service === null ? [] : [resource(service)]),
  );
const span = delimited(2, text(5, "GET /"), text(2, "12345678"));

const scanText = (signal: Signal, text: string) => scanJson(signal, Buffer.from(text));

describe("what a request holds, counted on its bytes", () => {
  test.each([
    ["traces", {}, 1, false, false],
    ["logs", {}, 1, false, false],
    ["metrics", { temporality: "cumulative" }, 3, false, true],
    ["metrics", { temporality: "delta", histograms: "exponential" }, 3, true, false],
  ] as const)("%s as we write them ourselves, %o, in both encodings", (signal, more, items, delta, cumulative) => {
    const expected = { items, temporality: { delta, cumulative }, services: new Map([["outspan.test_logs", items]]) };
    expect(scanRequest(signal, probe({ signal, ...more }).body)).toEqual(expected);
    const json = Buffer.from(probe({ signal, ...more, encoding: "json" }).body).toString();
    expect(scanText(signal, json)).toEqual(expected);
  });

  test.each(["traces", "logs"] as const)("%s with fields in descending order and unknown ones among them", (signal) => {
    const body = concat([unknown, group("shop", span, span, span), group("pay", span), unknown, group("shop", span)]);
    expect(scanRequest(signal, body)).toEqual({
      items: 5,
      temporality: { delta: false, cumulative: false },
      services: new Map([
        ["shop", 4],
        ["pay", 1],
      ]),
    });
  });

  const points = (count: number) => Array.from({ length: count }, () => delimited(1, unknown, fixed(3)));
  const metric = (kind: number, count: number, temporality: number | null) =>
    delimited(
      2,
      delimited(kind, unknown, ...(temporality === null ? [] : [integer(2, temporality)]), ...points(count)),
      text(1, "name"),
    );

  test("data points of all five kinds are items; only three kinds have a temporality", () => {
    const of = (...metrics: Uint8Array[]) => scanRequest("metrics", group("shop", ...metrics));
    const all = of(metric(5, 1, 1), metric(7, 2, null), metric(9, 3, null), metric(10, 4, 0), metric(11, 5, 2));
    expect(all).toMatchObject({ items: 15, temporality: { delta: false, cumulative: false } });
    for (const kind of [7, 9, 10]) {
      expect(of(metric(kind, 1, 1))?.temporality).toEqual({ delta: true, cumulative: false });
      expect(of(metric(kind, 1, 2), metric(5, 1, null))?.temporality).toEqual({ delta: false, cumulative: true });
    }
    expect(of(metric(7, 1, 1), metric(9, 1, 2))?.temporality).toEqual({ delta: true, cumulative: true });
  });

  test("a metric written with two kinds of data has the last, with one kind twice both parts", () => {
    const twice = delimited(2, delimited(7, ...points(2), integer(2, 1)), delimited(5, ...points(3)));
    expect(scanRequest("metrics", group("a", twice))).toMatchObject({ items: 3, temporality: { delta: false } });
    const parts = delimited(2, delimited(7, ...points(2)), delimited(7, integer(2, 1), ...points(3)));
    expect(scanRequest("metrics", group("a", parts))).toMatchObject({ items: 5, temporality: { delta: true } });
  });

  test("a service without a name, or called by a number, is the nameless one", () => {
    const numbered = delimited(1, delimited(2, span), delimited(1, attribute("service.name", integer(3, 7))));
    expect(scanRequest("traces", concat([group(null, span), numbered]))?.services).toEqual(new Map([["", 2]]));
  });

  test("R16.5 empty requests and empty envelopes hold nothing", () => {
    for (const signal of signals) {
      expect(scanRequest(signal, emptyBatch(signal, "protobuf").body)).toMatchObject({ items: 0 });
      expect(scanRequest(signal, group("shop"))).toMatchObject({ items: 0, services: new Map() });
      expect(scanText(signal, "{}")).toMatchObject({ items: 0 });
    }
  });

  test("two requests joined hold what both hold: that is how batches are made", () => {
    const joined = concat([group("a", span), group("b", span, span)]);
    expect(scanRequest("traces", joined)?.items).toBe(3);
  });

  test("neither many nor endless names take more than a bounded room", () => {
    const many = Array.from({ length: servicesMax + 5 }, (_, index) => group(`service ${index}`, span));
    const services = scanRequest("traces", concat([...many, group("service 0", span)]))?.services;
    expect(services?.size).toBe(servicesMax + 1);
    expect(services?.get(otherServices)).toBe(5);
    expect(services?.get("service 0")).toBe(2);
    const [name] = scanRequest("traces", group("é".repeat(100_000), span))?.services.keys() ?? [];
    expect(name).toBe("é".repeat(128));
    const [odd] = scanRequest("traces", group(`a${"é".repeat(1000)}`, span))?.services.keys() ?? [];
    expect(odd).toBe(`a${"é".repeat(127)}`);
  });
});

describe("what is no request is null, whatever the bytes", () => {
  test("cut anywhere inside a field, or a length beyond the end", () => {
    const body = group("shop", span);
    for (let end = 1; end < body.length; end++) expect(scanRequest("traces", body.subarray(0, end))).toBeNull();
    expect(scanRequest("traces", Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f))).toBeNull();
    expect(scanRequest("traces", Buffer.from('{"resourceSpans":[]}'))).toBeNull();
    expect(scanRequest("traces", integer(1, 5))).toBeNull();
  });

  test("a field that runs beyond the message it stands in, though not beyond the body", () => {
    const padding = text(99, "x".repeat(60));
    const overlong = concat([writeKey(2, 2), writeVarint(10 + padding.length), new Uint8Array(10)]);
    expect(scanRequest("traces", concat([delimited(1, delimited(2, overlong)), padding]))).toBeNull();
    expect(scanRequest("metrics", concat([delimited(1, delimited(2, delimited(2, overlong))), padding]))).toBeNull();
    expect(scanRequest("logs", concat([delimited(1, overlong), padding]))).toBeNull();
  });

  /** The same walk without any speed: every level read by the general reader. */
  const slowItems = (body: Uint8Array): number | null => {
    const inside = (of: Uint8Array, number: number) => {
      const fields = readFields(of);
      if (!fields) return null;
      const chosen = fields.filter((field) => field.number === number);
      const bytes = chosen.flatMap((field) => (field.wire === 2 ? [field.bytes] : []));
      return bytes.length === chosen.length ? bytes : null;
    };
    let items = 0;
    for (const envelope of inside(body, 1) ?? [null]) {
      for (const spans of (envelope && inside(envelope, 2)) ?? [null]) {
        const found = spans && inside(spans, 2);
        if (!found) return null;
        items += found.length;
      }
    }
    return items;
  };
  const whole = concat([group("shop", span, span), unknown, group("pay", span)]);

  test("mutated bytes never throw, and are counted as the general reader counts them or refused", () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(whole.length), (changes, end) => {
        const body = Uint8Array.from(whole.subarray(0, end || whole.length));
        for (const [at, byte] of changes) if (at < body.length) body[at] = byte;
        const scan = scanRequest("traces", body);
        if (scan) expect(scan.items).toBe(slowItems(body));
        for (const signal of signals) scanRequest(signal, body);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test("mutated metrics never throw, and no item is without a service's row", () => {
    const metrics = probe({ signal: "metrics" }).body;
    const change = fc.tuple(fc.nat(metrics.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const body = Uint8Array.from(metrics);
        for (const [at, byte] of changes) body[at] = byte;
        const scan = scanRequest("metrics", body);
        if (scan) expect(scan.items).toBe([...scan.services.values()].reduce((sum, count) => sum + count, 0));
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  test("any bytes at all never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...signals), (body, signal) => {
        const scan = scanRequest(signal, body);
        if (scan) expect(scan.items).toBe([...scan.services.values()].reduce((sum, count) => sum + count, 0));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test("the bytes may lie anywhere in a larger buffer", () => {
    const room = concat([unknown, whole, unknown]);
    const view = room.subarray(unknown.length, unknown.length + whole.length);
    expect(scanRequest("traces", view)).toEqual(scanRequest("traces", whole));
  });
});

describe("OTLP's JSON", () => {
  const spans = (count: number) => Array.from({ length: count }, () => ({ name: "x", madeUp: [1] }));

  test("R5.7, R5.8 unknown keys are ignored, absent and null is the default", () => {
    const named = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
    const body = {
      resourceSpans: [
        { resource: named, scopeSpans: [{ spans: spans(2) }, { scope: {} }, { spans: null }], later: 1 },
        { scopeSpans: [{ spans: spans(1) }] },
        {},
      ],
      later: {},
    };
    expect(scanText("traces", JSON.stringify(body))).toMatchObject({
      items: 3,
      services: new Map([
        ["shop", 2],
        ["", 1],
      ]),
    });
  });

  test("R5.1 snake_case is not OTLP's JSON: unknown keys, hence nothing", () => {
    expect(
      scanText("traces", JSON.stringify({ resource_spans: [{ scope_spans: [{ spans: spans(1) }] }] })),
    ).toMatchObject({
      items: 0,
    });
  });

  test("R5.3 temporality is an integer; a name means the same, though it is forbidden", () => {
    const of = (aggregationTemporality: unknown) =>
      scanText(
        "metrics",
        JSON.stringify({
          resourceMetrics: [{ scopeMetrics: [{ metrics: [{ sum: { aggregationTemporality, dataPoints: [{}] } }] }] }],
        }),
      )?.temporality;
    expect(of(1)).toEqual({ delta: true, cumulative: false });
    expect(of("AGGREGATION_TEMPORALITY_CUMULATIVE")).toEqual({ delta: false, cumulative: true });
    expect(of(undefined)).toEqual({ delta: false, cumulative: false });
  });

  test("text that is changed anywhere is JSON to us exactly when it is to JSON.parse", () => {
    const text =
      '{"x" : [{"a\\n\\u00e9":-1.5e+3,"b":[true,false,null,0,""]},{},[ ]],"resourceSpans":[{"scopeSpans":[]}]}';
    const isObject = (changed: string) => {
      try {
        const parsed = JSON.parse(changed);
        return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
      } catch {
        return false;
      }
    };
    expect(isObject(text)).toBe(true);
    // One signal whose keys the text does not hold: only what is JSON counts here.
    const mark = fc.constantFrom(...'{}[]",:\\ \n\t0123.-+eEu9afntrl\u0001é');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(2), fc.string({ unit: mark, maxLength: 2 }), (at, cut, put) => {
        const changed = text.slice(0, at) + put + text.slice(at + cut);
        expect([changed, scanText("logs", changed) !== null]).toEqual([changed, isObject(changed)]);
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  test("R5.10 what is no UTF-8 is no request", () => {
    expect(scanJson("logs", Buffer.from('{"x":"\u00e9"}', "latin1"))).toBeNull();
    expect(scanJson("logs", Buffer.from('\ufeff{"x":"\u00e9"}'))).not.toBeNull();
  });

  test("depth has a bound far beyond what telemetry has", () => {
    const nested = (depth: number) => `{"x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(scanText("logs", nested(500))).not.toBeNull();
    expect(scanText("logs", nested(1_000_000))).toBeNull();
  });

  test.each(["", "[]", "null", "7", "{", '{"resourceSpans":{}}', '{"resourceSpans":[1]}', "[".repeat(100_000)])(
    "%.40s is no request",
    (body) => {
      expect(scanText("traces", body)).toBeNull();
    },
  );
});
