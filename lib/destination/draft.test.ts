import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFixToDraft, destinationOf, draftOf, ownDraftFor } from "#lib/destination/draft";
import { type DestinationDraft, draftPathOf, emptyDraft } from "#lib/destination/draft-shape";
import { withoutSecrets } from "#lib/destination/draft-storage";
import { withDefaults } from "#lib/destination/resolve";
import { Destination } from "#lib/destination/schema";

const typed = (change: (draft: DestinationDraft) => void) => {
  const draft = emptyDraft();
  draft.name = "d";
  draft.connection.endpoint = "http://h:4318";
  change(draft);
  return draft;
};

const text = fc.string({ minLength: 1, maxLength: 8 });
const header = fc.record({ name: text, value: fc.option(text), secret: fc.boolean() });
const auth = fc.oneof(
  fc.constant({ type: "none" as const }),
  fc.record({ type: fc.constant("bearer" as const), token: fc.option(text) }),
  fc.record({ type: fc.constant("basic" as const), username: text, password: fc.option(text) }),
);
const tls = fc.record(
  { ca: text, clientCert: text, clientKey: fc.option(text), serverName: text, skipVerify: fc.boolean() },
  { requiredKeys: [] },
);
const fields = {
  encoding: fc.constantFrom("protobuf" as const, "json" as const),
  compression: fc.constantFrom("gzip" as const, "none" as const),
  headers: fc.array(header, { maxLength: 3 }),
  auth,
  secret: text,
  tls,
  proxy: text,
  timeoutMs: fc.integer({ min: 1, max: 600_000 }),
};
const transport = fc.constantFrom("http" as const, "grpc" as const);
const shared = fc.record({ transport, endpoint: text, ...fields }, { requiredKeys: ["transport", "endpoint"] });
const partial = fc.record({ endpoint: text, ...fields }, { requiredKeys: [] });
const own = fc.oneof(
  partial,
  fc.record({ transport, endpoint: text, ...fields }, { requiredKeys: ["transport", "endpoint"] }),
);
const signal = fc.record({ enabled: fc.boolean(), connection: own }, { requiredKeys: ["enabled"] });
const metrics = fc.record(
  {
    enabled: fc.boolean(),
    connection: own,
    temporality: fc.constantFrom("cumulative" as const, "delta" as const, "lowmemory" as const),
    intervalMs: fc.integer({ min: 1, max: 86_400_000 }),
    histograms: fc.constantFrom("explicit" as const, "exponential" as const),
  },
  { requiredKeys: ["enabled"] },
);
const destination = fc.record(
  {
    name: text,
    enabled: fc.boolean(),
    connection: shared,
    signals: fc.record({ traces: signal, metrics, logs: signal }, { requiredKeys: [] }),
    sources: fc.uniqueArray(fc.constantFrom("otlp" as const, "audit" as const, "self" as const)),
    queue: fc.record(
      {
        maxBytes: fc.integer({ min: 1024 ** 2, max: 1024 ** 4 }),
        maxAgeMs: fc.integer({ min: 60_000, max: 30 * 86_400_000 }),
        whenFull: fc.constantFrom("drop_oldest" as const, "refuse" as const),
      },
      { requiredKeys: [] },
    ),
    labels: fc.dictionary(text, text, { maxKeys: 2, noNullPrototype: true }),
  },
  { requiredKeys: ["name", "connection", "signals"] },
);

describe("round trip", () => {
  test("what was saved comes back from the form in everything", () => {
    fc.assert(
      fc.property(destination, (saved) => {
        const read = withDefaults(saved);
        const back = destinationOf(JSON.parse(JSON.stringify(draftOf(read))));
        expect(back).toEqual({ destination: read, problems: [] });
        expect(Destination.safeParse(back.destination).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("a destination whose signals all have their own connection keeps having no shared one", () => {
    const connection = { transport: "grpc" as const, endpoint: "h:4317" };
    const saved = withDefaults({ name: "n", signals: { logs: { enabled: true, connection } } });
    expect(destinationOf(draftOf(saved)).destination).toEqual(saved);
  });
});

describe("what is typed", () => {
  test("an empty form is a destination without an endpoint, and Enter leads to its field", () => {
    const { destination: empty } = destinationOf(emptyDraft());
    expect(empty.connection).toMatchObject({ transport: "http", compression: "gzip" });
    expect(empty.connection).not.toHaveProperty("endpoint");
  });

  test("durations are read, and what is none says so at its field", () => {
    const draft = typed(({ connection, signals }) => {
      connection.timeout = "30";
      signals.metrics.interval = "soon";
    });
    expect(destinationOf(draft).problems).toEqual([
      {
        path: "/connection/timeoutMs",
        code: "settings.invalid",
        message: "Add a unit to the timeout: 30s",
        fix: { label: "Use 30s", changes: [{ path: "/connection/timeoutMs", value: 30_000 }] },
      },
      {
        path: "/signals/metrics/intervalMs",
        code: "settings.invalid",
        message: "Write the interval as a number and a unit: 30s",
        fix: null,
      },
    ]);
    draft.signals.metrics.enabled = false;
    draft.connection.timeout = "1m30s";
    expect(destinationOf(draft)).toMatchObject({ problems: [], destination: { connection: { timeoutMs: 90_000 } } });
  });

  test("the bounds of the queue are read, and what is no size or age says so at its field", () => {
    const draft = typed((one) => Object.assign(one, { queueMaxBytes: "2 GiB", queueMaxAge: "7d" }));
    expect(destinationOf(draft)).toMatchObject({
      problems: [],
      destination: { queue: { maxBytes: 2 * 1024 ** 3, maxAgeMs: 7 * 86_400_000, whenFull: "drop_oldest" } },
    });
    Object.assign(draft, { queueMaxBytes: "much", queueMaxAge: "24" });
    expect(destinationOf(draft).problems).toMatchObject([
      { path: "/queue/maxBytes", message: "Write the size as a number and a unit: 1 GiB" },
      { path: "/queue/maxAgeMs", message: "Write the age as a number and a unit: 24h" },
    ]);
    expect(destinationOf(draft).destination.queue).toEqual({ whenFull: "drop_oldest" });
  });

  test("a bare number means seconds, from 1000 on milliseconds; nothing useless is offered", () => {
    const offered = (text: string) => {
      const draft = typed(({ signals }) => {
        signals.metrics.interval = text;
      });
      return destinationOf(draft).problems[0]?.fix?.label ?? null;
    };
    expect(["30", "1.5", "999", "1000", "60000", "0", "0.0"].map(offered)).toEqual([
      "Use 30s",
      "Use 1s500ms",
      "Use 16m39s",
      "Use 1s",
      "Use 1m",
      null,
      null,
    ]);
  });

  test("both branches are kept while the transport or the authentication is toggled, only the chosen one is written", () => {
    const draft = typed(({ connection }) => {
      connection.transport = "grpc";
      connection.encoding = "json";
      connection.auth = { ...connection.auth, type: "bearer", token: "t", username: "u", password: "p" };
    });
    expect(destinationOf(draft).destination.connection).not.toHaveProperty("encoding");
    expect(destinationOf(draft).destination.connection?.auth).toEqual({ type: "bearer", token: "t" });
    draft.connection.transport = "http";
    expect(destinationOf(draft).destination.connection?.encoding).toBe("json");
  });

  test("blank rows at the end are not meant, a saved secret is null until it is replaced", () => {
    const blank = { name: "", value: "", secret: true, saved: false };
    const draft = typed(({ connection }) => {
      connection.headers = [{ ...blank, name: "k", saved: true }, blank, { ...blank, name: "x", value: "1" }, blank];
    });
    expect(destinationOf(draft).destination.connection?.headers).toEqual([
      { name: "k", value: null, secret: true },
      { name: "", value: "", secret: true },
      { name: "x", value: "1", secret: true },
    ]);
  });

  test("an own connection begins as what the signal uses now", () => {
    expect(
      ownDraftFor(
        typed(() => {}),
        "logs",
      ),
    ).toMatchObject({
      transport: "http",
      endpoint: "http://h:4318/v1/logs",
      headers: null,
    });
    expect(ownDraftFor(emptyDraft(), "logs")).toMatchObject({ transport: null, endpoint: null });
    const grpc = typed(({ connection }) => Object.assign(connection, { transport: "grpc", endpoint: "h:4317" }));
    expect(ownDraftFor(grpc, "logs")).toMatchObject({ transport: "grpc", endpoint: "h:4317" });
  });
});

test.each([
  ["/connection/timeoutMs", "connection.timeout"],
  ["/signals/metrics/intervalMs", "signals.metrics.interval"],
  ["/signals/traces/connection/headers/0/value", "signals.traces.connection.headers.0.value"],
  ["/connection/auth/token", "connection.auth.token"],
  ["/signals", "signals"],
  ["/queue/maxBytes", "queueMaxBytes"],
  ["/queue/maxAgeMs", "queueMaxAge"],
  ["/queue/whenFull", "queueWhenFull"],
])("an error at %s stands at the form's %s", (pointer, path) => {
  expect(draftPathOf(pointer)).toBe(path);
});

test("what is kept in the browser's storage holds no secret, and all else as typed", () => {
  const draft = typed(({ connection, signals }) => {
    connection.endpoint = "http://me:hunter2@h:4318/x";
    connection.headers = [
      { name: "k", value: "hunter2", secret: true, saved: false },
      { name: "t", value: "tenant", secret: false, saved: false },
    ];
    connection.auth = { ...connection.auth, token: "hunter2", password: "hunter2", username: "me" };
    connection.tls.clientKey = "hunter2";
    connection.timeout = "1";
    signals.logs.connection = { ...ownDraftFor(emptyDraft(), "logs"), headers: [...connection.headers] };
  });
  const kept = withoutSecrets(draft);
  expect(JSON.stringify(kept)).not.toContain("hunter2");
  expect(kept.connection).toMatchObject({ endpoint: "http://h:4318/x", timeout: "1", auth: { username: "me" } });
  expect(kept.connection.headers[1]?.value).toBe("tenant");
  expect(kept.signals.logs.connection?.endpoint).toBeNull();
  expect(draft.connection.tls.clientKey).toBe("hunter2");
});

describe("a fix in the form", () => {
  const endpoint = "/connection/endpoint";

  test("changes its field and keeps everything else as typed, what is unfinished too", () => {
    const draft = typed(({ connection, signals }) => {
      connection.timeout = "soon";
      connection.headers.push({ name: "", value: "", secret: true, saved: false });
      connection.auth.username = "kept";
      signals.metrics.interval = "60000ms";
    });
    const fixed = applyFixToDraft(draft, { label: "Fix", changes: [{ path: endpoint, value: "http://i:4318" }] });
    expect(fixed).toEqual({ ...draft, connection: { ...draft.connection, endpoint: "http://i:4318" } });
  });

  test("replaces a text that was no duration, also by the default", () => {
    const draft = typed(({ connection }) => {
      connection.timeout = "10";
    });
    const fix = destinationOf(draft).problems[0]?.fix;
    expect(fix && applyFixToDraft(draft, fix).connection.timeout).toBe("10s");
  });

  test("removes a header row, opens an own connection, cleans a secret that was typed", () => {
    const draft = typed(({ connection }) => {
      connection.headers = [
        { name: "host", value: "x", secret: true, saved: false },
        { name: "k", value: "v\n", secret: true, saved: false },
      ];
    });
    const fixed = applyFixToDraft(draft, {
      label: "Fix",
      changes: [
        { path: "/connection/headers/1/value", transform: "trim" },
        { path: "/connection/headers/0", op: "remove" },
        { path: "/signals/logs/connection/endpoint", value: "http://h/v1/logs" },
      ],
    });
    expect(fixed.connection.headers).toEqual([{ name: "k", value: "v", secret: true, saved: false }]);
    expect(fixed.signals.logs.connection).toMatchObject({ endpoint: "http://h/v1/logs", transport: null });
  });
});
