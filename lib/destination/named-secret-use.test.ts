import { expect, test } from "vitest";
import { type OpenedSecret, withNamedSecrets } from "#lib/destination/named-secret-headers";
import { namedSecretProblems, secretNamesIn } from "#lib/destination/named-secret-use";
import { effectiveConnection, requestHeaders } from "#lib/destination/resolve";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { signals } from "#lib/otlp/signal";

const value = "s3cret-named-value";
const opened: OpenedSecret[] = [
  { name: "here", origins: ["https://otlp.example.com:443"], values: { "api-key": value } },
  { name: "there", origins: ["https://other.example.com:443"], values: { "api-key": `${value}-there` } },
  { name: "split", origins: ["https://a.example:443", "https://b.example:443"], values: { token: value, team: "t" } },
  { name: "auth", origins: ["https://otlp.example.com:443"], values: { Authorization: `Bearer ${value}` } },
];
const known = opened.map(({ name, origins, values }) => ({ name, origins, headers: Object.keys(values) }));

type Own = Partial<Record<"traces" | "metrics" | "logs", Connection | "off">>;

function using(connection: Connection, own: Own = {}): ProbedDestination {
  const one = (settings: Own["traces"]) =>
    settings === "off" ? { enabled: false } : { enabled: true, ...(settings ? { connection: settings } : {}) };
  return {
    connection: { transport: "http", endpoint: "https://otlp.example.com", secret: "here", ...connection },
    signals: { traces: one(own.traces), metrics: one(own.metrics), logs: one(own.logs) },
  };
}

const codes = (destination: ProbedDestination) =>
  namedSecretProblems(destination, known).map(({ path, code }) => `${path} ${code}`);

/** What each signal would put on the wire, whether it is on or off. */
function sent(destination: ProbedDestination) {
  const ready = withNamedSecrets(destination, opened);
  return Object.fromEntries(
    signals.map((signal) => {
      const connection = effectiveConnection(ready, signal);
      return [signal, connection && requestHeaders(connection)];
    }),
  );
}

const nowhere = { traces: {}, metrics: {}, logs: {} };

test("a secret of the origin becomes headers of every signal, and the engine is told no name", () => {
  const destination = using({ headers: [{ name: "x-scope", value: "a", secret: false }] });
  expect(codes(destination)).toEqual([]);
  const all = { "x-scope": "a", "api-key": value };
  expect(sent(destination)).toEqual({ traces: all, metrics: all, logs: all });
  const ready = withNamedSecrets(destination, opened);
  expect(secretNamesIn(ready)).toEqual([]);
  expect(ready.connection?.headers?.[1]).toEqual({ name: "api-key", value, secret: true });
});

test.each([
  ["another host", { endpoint: "https://evil.example" }],
  ["another port", { endpoint: "https://otlp.example.com:8443" }],
  ["plaintext, which is another origin", { endpoint: "http://otlp.example.com:443" }],
  ["a host that only begins the same", { endpoint: "https://otlp.example.com.evil.example" }],
  ["a trailing dot", { endpoint: "https://otlp.example.com." }],
  ["the origin as user name", { endpoint: "https://otlp.example.com@evil.example" }],
  ["gRPC to another port", { transport: "grpc" as const, endpoint: "https://otlp.example.com:4317" }],
  ["gRPC in clear", { transport: "grpc" as const, endpoint: "http://otlp.example.com:443" }],
])("moved to %s, a destination keeps nothing of it", (_, connection) => {
  const destination = using(connection);
  expect(JSON.stringify(withNamedSecrets(destination, opened))).not.toContain(value);
});

test("the problem names both origins and stands at the secret; a secret that fits is one click away", () => {
  const [problem] = namedSecretProblems(using({ endpoint: "https://other.example.com" }), known);
  expect(problem).toMatchObject({
    path: "/connection/secret",
    code: "secret.other_origin",
    message:
      "here is kept for https://otlp.example.com:443. Traces go to https://other.example.com:443: use a secret of that origin",
    fix: { label: "Use there", changes: [{ path: "/connection/secret", value: "there" }] },
  });
});

test("switching the transport keeps the origin, so the secret stays", () => {
  const destination = using({ transport: "grpc", endpoint: "https://otlp.example.com" });
  expect(codes(destination)).toEqual([]);
  expect(sent(destination)).toMatchObject({ traces: { "api-key": value } });
});

test("a signal that inherits the secret and goes elsewhere is a problem, and gets nothing while the others get theirs", () => {
  const destination = using({}, { logs: { transport: "http", endpoint: "https://evil.example/v1/logs" } });
  expect(codes(destination)).toEqual(["/connection/secret secret.other_origin"]);
  expect(sent(destination)).toEqual({ traces: { "api-key": value }, metrics: { "api-key": value }, logs: {} });
});

test("a signal that goes elsewhere and is off gets nothing of what those get that are on", () => {
  const destination: ProbedDestination = using({});
  destination.signals.logs = { enabled: false, connection: { transport: "http", endpoint: "https://evil.example/x" } };
  expect(codes(destination)).toEqual([]);
  expect(sent(destination)).toMatchObject({ traces: { "api-key": value }, logs: {} });
});

test("a signal has its own secret, or none, beside the shared one", () => {
  const destination = using(
    {},
    {
      logs: { transport: "http", endpoint: "https://other.example.com/v1/logs", secret: "there" },
      metrics: { secret: "" },
    },
  );
  expect(codes(destination)).toEqual([]);
  expect(sent(destination)).toEqual({
    traces: { "api-key": value },
    metrics: {},
    logs: { "api-key": `${value}-there` },
  });
});

test("own headers stand beside the shared secret: each is replaced by itself alone", () => {
  const destination = using({}, { traces: { headers: [{ name: "x-own", value: "1" }] } });
  expect(sent(destination)).toMatchObject({ traces: { "x-own": "1", "api-key": value }, logs: { "api-key": value } });
});

test("a vendor that splits its signals has one secret for several origins, and no more", () => {
  const own = (endpoint: string) => ({ transport: "http" as const, endpoint, secret: "split" });
  const destination = using(
    { secret: "" },
    { traces: own("https://a.example/x"), metrics: own("https://b.example/y"), logs: own("https://c.example/z") },
  );
  expect(codes(destination)).toEqual(["/signals/logs/connection/secret secret.other_origin"]);
  expect(sent(destination)).toEqual({
    traces: { token: value, team: "t" },
    metrics: { token: value, team: "t" },
    logs: {},
  });
});

test("a name that nobody has is a problem, and is nothing on the wire", () => {
  expect(codes(using({ secret: "gone" }))).toEqual(["/connection/secret secret.unknown"]);
  expect(sent(using({ secret: "gone" }))).toEqual(nowhere);
  expect(sent(using({ secret: "__proto__" }))).toEqual(nowhere);
});

test("a header that the secret brings already is a problem at its row, in any case", () => {
  const destination = using({ headers: [{ name: "API-Key", value: "mine" }] });
  expect(codes(destination)).toEqual(["/connection/headers/0/name secret.doubled"]);
  expect(sent(destination)).toMatchObject({ traces: { "api-key": "mine" } });
  const both = using({ secret: "auth", auth: { type: "bearer", token: "t" } });
  expect(codes(both)).toEqual(["/connection/secret secret.doubled"]);
});

test.each([
  ["without verification", { tls: { skipVerify: true } }],
  ["through a proxy that may have its own authority", { proxy: "http://proxy:3128", tls: { ca: "PEM" } }],
  ["through a proxy, as another name", { proxy: "http://proxy:3128", tls: { serverName: "evil.example" } }],
])("who may choose a secret must not learn it: it is not sent %s", (_, connection) => {
  const destination = using(connection);
  expect(codes(destination)).toEqual(["/connection/secret secret.unverified"]);
  expect(sent(destination)).toEqual(nowhere);
});

test("in clear it is not sent through a proxy; over verified TLS it is, and with an authority of one's own too", () => {
  const plain = [{ name: "here", origins: ["http://otlp.example.com:80"], values: { "api-key": value } }];
  const destination = using({ endpoint: "http://otlp.example.com", proxy: "http://proxy:3128" });
  expect(JSON.stringify(withNamedSecrets(destination, plain))).not.toContain(value);
  expect(codes(using({ proxy: "http://proxy:3128" }))).toEqual([]);
  expect(codes(using({ tls: { ca: "PEM" } }))).toEqual([]);
});

test("a value that does not open stays a header without value", () => {
  const closed = [{ name: "here", origins: ["https://otlp.example.com:443"], values: { "api-key": null } }];
  expect(withNamedSecrets(using({}), closed).connection?.headers).toEqual([
    { name: "api-key", value: null, secret: true },
  ]);
});
