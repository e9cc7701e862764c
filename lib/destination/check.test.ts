import { describe, expect, test } from "vitest";
import { checkDestination } from "#lib/destination/check";
import { applyFix } from "#lib/destination/fix";
import { holeText } from "#lib/destination/hole";
import { type Connection, type Header, ProbedDestination, type Source } from "#lib/destination/schema";
import { threadMs } from "#lib/testing/thread-ms";

const on = { traces: { enabled: true } };
const http = { transport: "http" as const, endpoint: "http://h:4318" };
const withConnection = (fields: Connection): ProbedDestination => ({ connection: { ...http, ...fields }, signals: on });
const check = (fields: Connection) => checkDestination(withConnection(fields));
const only = <T>(list: T[]): T | undefined => {
  expect(list).toHaveLength(1);
  return list[0];
};

test("settings that are right have no problem", () => {
  const headers: Header[] = [
    { name: "api-key", value: 'a b%20c=,;"d' },
    { name: "X-Saved", value: null },
    { name: "dd-otel-metric-config", value: '{"a":true}', secret: false },
    { name: "x-data-bin", value: "fine over HTTP" },
  ];
  const auth = { type: "basic" as const, username: "12345", password: "" };
  expect(check({ headers, auth, tls: { serverName: "c.internal" }, proxy: "http://p:3128", timeoutMs: 100 })).toEqual(
    [],
  );
});

describe("one field, one sentence, at its place", () => {
  test("no signal on", () => {
    expect(only(checkDestination({ connection: http, signals: { logs: { enabled: false } } }))).toEqual({
      path: "/signals",
      code: "settings.no_signal",
      message: "Switch on at least one signal",
      fix: null,
    });
  });

  test("a name may be absent, but not empty, long or with control characters", () => {
    const name = (text: string) => checkDestination({ ...withConnection({}), name: text })[0]?.path;
    for (const text of [" ", "", "a\u0000b", "a".repeat(201), "x".repeat(65_536)]) expect(name(text)).toBe("/name");
    expect(name("Grafana Cloud – EU 🚀")).toBeUndefined();
  });

  test("a name holds nothing that cannot be seen: it may turn the text around it, or look like another name", () => {
    const name = (text: string) => checkDestination({ ...withConnection({}), name: text });
    const hidden = [
      "\u202e",
      "\u2066",
      "\u200b",
      "\u200d",
      "\u200c",
      "\u00ad",
      "\ufeff",
      "\u2028",
      "\u{e0041}",
      "\ud83d",
      "\ude80",
    ];
    for (const character of hidden) {
      const found = only(name(`Pro${character}d`));
      expect(found).toMatchObject({
        path: "/name",
        message: "Remove the invisible or control character from the name",
      });
      expect(name(found?.fix ? applyFix({ name: `Pro${character}d` }, found.fix).name : "")).toEqual([]);
    }
    for (const seen of ["👩‍🚀 👩🏽‍💻", "❤️‍🔥", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Überwachung", "監視", "مراقبة", "e\u0301"])
      expect(name(seen)).toEqual([]);
    const labels = { "team\u202e": "x", team: "\ud83d" };
    expect(checkDestination({ ...withConnection({}), labels }).map(({ message }) => message)).toEqual(
      Array(2).fill("Remove the invisible or control character from the label"),
    );
  });

  test("a source is named once, so the list has an end", () => {
    const withSources = (sources: Source[]) => checkDestination({ ...withConnection({}), sources });
    expect(withSources(["otlp", "audit", "container", "self", "script"])).toEqual([]);
    const found = only(withSources(["otlp", "audit", ...Array<Source>(9000).fill("otlp")]));
    expect(found).toMatchObject({ path: "/sources", message: "Name each source once" });
    expect(found?.fix?.changes).toEqual([{ path: "/sources", value: ["otlp", "audit"] }]);
  });

  test("what a signal that is off keeps has an end too", () => {
    const off = (connection: Connection) =>
      checkDestination({ connection: http, signals: { ...on, logs: { enabled: false, connection } } }).map(
        ({ path }) => path,
      );
    const row = { name: "a", value: "b" };
    expect(off({ endpoint: "not judged yet", headers: Array(64).fill(row) })).toEqual([]);
    expect(off({ headers: Array(65).fill(row) })).toEqual(["/signals/logs/connection/headers"]);
    expect(off({ endpoint: "x".repeat(600_000) })).toEqual(["/signals/logs/connection"]);
  });

  test("R1.9 a wrong shared endpoint is told once, with its fix", () => {
    const signals = { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } };
    const found = checkDestination({ connection: { ...http, endpoint: "http://h/v1/traces" }, signals });
    expect(only(found)).toMatchObject({ path: "/connection/endpoint", code: "path.doubled" });
  });

  test("a missing endpoint or transport stands where the schema puts it", () => {
    expect(only(checkDestination({ connection: { transport: "http" }, signals: on }))?.path).toBe(
      "/connection/endpoint",
    );
    const own = { traces: { enabled: true, connection: { transport: "grpc" as const } } };
    for (const destination of [{ signals: on }, { connection: http, signals: own }]) {
      const shape = ProbedDestination.safeParse(destination).error?.issues ?? [];
      const shapePaths = shape.map(({ path, message }) => [`/${path.join("/")}`, message]);
      expect(checkDestination(destination).map(({ path, message }) => [path, message])).toEqual(shapePaths);
    }
  });

  test("an own endpoint is judged as such, a signal that is off is not", () => {
    const connection = { endpoint: "http://h/v1/traces" };
    const found = checkDestination({ connection: http, signals: { ...on, logs: { enabled: true, connection } } });
    expect(only(found)).toMatchObject({ path: "/signals/logs/connection/endpoint", code: "path.wrong_signal" });
    expect(checkDestination({ connection: http, signals: { ...on, logs: { enabled: false, connection } } })).toEqual(
      [],
    );
  });

  test.each([0, -1, 99, 600_001, 1e12, 100.5, Number.NaN])("a timeout of %s ms", (timeoutMs) =>
    expect(only(check({ timeoutMs }))?.path).toBe("/connection/timeoutMs"),
  );

  test.each([0, 999, 86_400_001, 1000.5])("an interval of %s ms", (intervalMs) => {
    const metrics = { enabled: true, intervalMs };
    expect(only(checkDestination({ connection: http, signals: { metrics } }))?.path).toBe(
      "/signals/metrics/intervalMs",
    );
    expect(checkDestination({ connection: http, signals: { ...on, metrics: { ...metrics, enabled: false } } })).toEqual(
      [],
    );
  });

  test.each([
    [{ maxBytes: 1024 ** 2 - 1 }, "/queue/maxBytes", "Enter a size from 1 MiB to 1 TiB"],
    [{ maxBytes: 1024 ** 4 + 1 }, "/queue/maxBytes", "Enter a size from 1 MiB to 1 TiB"],
    [{ maxBytes: Number.NaN }, "/queue/maxBytes", "Enter a size from 1 MiB to 1 TiB"],
    [{ maxBytes: 1024 ** 2 + 0.5 }, "/queue/maxBytes", "Enter whole bytes"],
    [{ maxAgeMs: 59_999 }, "/queue/maxAgeMs", "Enter an age from 1m to 30d"],
    [{ maxAgeMs: 30 * 86_400_000 + 1 }, "/queue/maxAgeMs", "Enter an age from 1m to 30d"],
    [{ maxAgeMs: 60_000.5 }, "/queue/maxAgeMs", "Enter whole milliseconds"],
  ])("a queue of %o", (queue, path, message) => {
    expect(only(checkDestination({ ...withConnection({}), queue }))).toMatchObject({ path, message });
  });

  test("a queue at its bounds is right", () => {
    const queue = { maxBytes: 1024 ** 2, maxAgeMs: 30 * 86_400_000, whenFull: "refuse" as const };
    expect(checkDestination({ ...withConnection({}), queue })).toEqual([]);
    expect(checkDestination({ ...withConnection({}), queue: { maxBytes: 1024 ** 4, maxAgeMs: 60_000 } })).toEqual([]);
  });

  test("a proxy that is none, repaired in one click", () => {
    expect(only(check({ proxy: "p:3128" }))).toMatchObject({
      path: "/connection/proxy",
      fix: { label: "Use http://p:3128" },
    });
  });

  test("labels point to themselves", () => {
    const labels = { "a/b~": "x\u0000", "": "v", ok: "v" };
    expect(checkDestination({ ...withConnection({}), labels }).map(({ path }) => path)).toEqual([
      "/labels/a~1b~0",
      "/labels/",
    ]);
  });
});

describe("TLS fields", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----";
  const key = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----";
  const encrypted = key.replaceAll("PRIVATE", "ENCRYPTED PRIVATE");
  test.each([
    [{ ca: "MIIC" }, "ca", "The certificate is not PEM. It should begin with -----BEGIN CERTIFICATE-----"],
    [{ ca: key }, "ca", "This holds a private key: paste the certificate here"],
    [{ ca: pem.slice(0, 40) }, "ca", "The end of the certificate is missing: paste all of it"],
    [
      { ca: pem.replace("AA", "A\u200bA") },
      "ca",
      "Paste the certificate as plain text: it holds characters that PEM does not have",
    ],
    [{ ca: pem + "x".repeat(65_536) }, "ca", "Shorten the certificate to 64 KiB"],
    [{ clientCert: pem }, "clientKey", "Add the key of the client certificate: mutual TLS needs both"],
    [{ clientKey: key }, "clientCert", "Add the certificate of the client key: mutual TLS needs both"],
    [{ clientKey: null }, "clientCert", "Add the certificate of the client key: mutual TLS needs both"],
    [{ clientCert: pem, clientKey: pem }, "clientKey", "This is a certificate: paste its private key here"],
    [
      { clientCert: pem, clientKey: encrypted },
      "clientKey",
      "The key is encrypted: paste it without a passphrase (openssl pkey -in key.pem)",
    ],
    [
      { serverName: "10.0.0.1" },
      "serverName",
      "Enter a host name as it stands in the certificate, for example collector.internal",
    ],
    [
      { serverName: "https://x" },
      "serverName",
      "Enter a host name as it stands in the certificate, for example collector.internal",
    ],
  ])("R11.1, C14 (%#)", (tls, field, message) => {
    expect(only(check({ tls }))).toMatchObject({ path: `/connection/tls/${field}`, message });
  });
});

test("64 KiB pasted into any field is answered in words, quickly", () => {
  for (const text of ["x", "\n", "\u200b", " x", "-", "@", "Bearer ", "-----BEGIN CERTIFICATE-----"]) {
    const paste = text.repeat(65_536 / text.length);
    const begun = threadMs();
    const found = checkDestination({
      name: paste,
      connection: {
        transport: "http",
        endpoint: paste,
        headers: [{ name: paste, value: paste }],
        auth: { type: "basic", username: paste, password: paste },
        tls: { ca: paste, clientCert: paste, clientKey: paste, serverName: paste },
        proxy: paste,
      },
      signals: { logs: { enabled: true, connection: { endpoint: paste, auth: { type: "bearer", token: paste } } } },
      labels: { [paste]: paste },
    });
    expect(threadMs() - begun).toBeLessThan(1000);
    expect(found.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...found.map((problem) => JSON.stringify(problem).length))).toBeLessThan(500);
  }
});

test("a value that a pasted text left open is asked for by its name, and nothing else is said of it", () => {
  const open = holeText("API_KEY");
  const destination: ProbedDestination = {
    connection: {
      transport: "http",
      endpoint: `https://${holeText("HOST")}/otlp`,
      headers: [{ name: "api-key", value: open }],
      tls: { ca: open },
    },
    signals: {
      traces: { enabled: true, connection: { auth: { type: "bearer", token: `x ${open}` } } },
      logs: { enabled: false, connection: { auth: { type: "bearer", token: open } } },
    },
  };
  const found = checkDestination(destination).map(({ path, code, message }) => [path, code, message]);
  expect(found).toEqual([
    ["/connection/endpoint", "settings.placeholder", "Enter the value of HOST"],
    ["/connection/headers/0/value", "settings.placeholder", "Enter the value of API_KEY"],
    ["/connection/tls/ca", "settings.placeholder", "Enter the value of API_KEY"],
    ["/signals/traces/connection/auth/token", "settings.placeholder", "Enter the value of API_KEY"],
  ]);
});
