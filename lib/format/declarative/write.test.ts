// The SDK's declarative configuration, written and read again. That SDKs take it is shown in e2e/interop.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { holeText } from "#lib/destination/hole";
import type { Connection, ProbedDestination, UnfinishedDestination } from "#lib/destination/schema";
import { withPlaceholders } from "#lib/format/placeholders";
import { readSettings } from "#lib/format/read";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";
import { type Signal, signals } from "#lib/otlp/signal";

/** As the file says it: Basic as one placeholder, certificates as paths. */
function asFileSays(destination: ProbedDestination): ProbedDestination {
  const { destination: open } = withPlaceholders(destination, []);
  const said = (connection: Connection, prefix: string): Connection => {
    const { tls } = connection;
    if (tls === undefined) return connection;
    const paths = {
      ...(tls.ca ? { ca: `\${${prefix}CA_PATH}` } : {}),
      ...(tls.clientCert ? { clientCert: `\${${prefix}CLIENT_CERT_PATH}` } : {}),
      ...(tls.clientKey ? { clientKey: `\${${prefix}CLIENT_KEY_PATH}` } : {}),
    };
    return { ...connection, tls: paths };
  };
  const settings = Object.entries(open.signals).map(([signal, one]) => [
    signal,
    one.connection ? { ...one, connection: said(one.connection, `${signal.toUpperCase()}_`) } : one,
  ]);
  return { ...open, connection: said(open.connection ?? {}, ""), signals: Object.fromEntries(settings) };
}

type Effect = ReturnType<typeof inEffect>;

/** Places that differ are destinations of their own; together they send the same. */
function together(drafts: readonly UnfinishedDestination[]): Effect {
  const effects = drafts.map(inEffect);
  const of = (signal: Signal) => effects.map((one) => one.signals[signal]).find((one) => one !== null) ?? null;
  return {
    isOn: effects.every(({ isOn }) => isOn),
    signals: Object.fromEntries(signals.map((signal) => [signal, of(signal)])),
    metrics: effects.find(({ metrics }) => metrics !== null)?.metrics ?? null,
  };
}

/** The base64 of Basic comes back as one placeholder. */
function withoutBasic(effect: Effect): unknown {
  return JSON.parse(JSON.stringify(effect).replace(/"Basic [^"]*"/g, '"Basic"'));
}

test("what is written is read as the same requests, and every line is understood or ignored for a reason", () => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const isOn = signals.some((signal) => destination.signals[signal]?.enabled);
      const text = writeDestination(destination, [], "declarative")?.text ?? "";
      const read = readSettings(text);
      expect(read.format).toBe("declarative");
      expect(read.lines.filter(({ state }) => state === "unknown")).toEqual([]);
      if (isOn) {
        expect(withoutBasic(together(read.destinations))).toEqual(withoutBasic(inEffect(asFileSays(destination))));
      } else expect(read.destinations).toEqual([]);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("a secret is a variable in quotes, a readable value keeps its dollar signs, and the file says what to set", () => {
  const destination: ProbedDestination = {
    connection: {
      transport: "http",
      endpoint: "https://otlp.example.com",
      headers: [
        { name: "api-key", value: "hidden" },
        { name: "x-open", value: `a${holeText("b")}$c`, secret: false },
      ],
      auth: { type: "basic", username: "12345", password: "hidden" },
    },
    signals: { logs: { enabled: true } },
  };
  const { text = "", fill } = writeDestination(destination, [], "declarative") ?? {};
  const { headers } = parse(text).logger_provider.processors[0].batch.exporter.otlp_http;
  expect(text).not.toContain("hidden");
  expect(text).toContain(`value: "\${API_KEY}"`);
  expect(headers).toEqual([
    { name: "api-key", value: holeText("API_KEY") },
    { name: "x-open", value: `a$${holeText("b")}$$c` },
    { name: "Authorization", value: `Basic ${holeText("BASIC_CREDENTIALS")}` },
  ]);
  expect(fill?.map(({ name }) => name)).toEqual(["API_KEY", "BASIC_CREDENTIALS"]);
});

test("what the file has no words for is told", () => {
  const destination: ProbedDestination = {
    connection: {
      transport: "grpc",
      endpoint: "otlp.example.com:4317",
      auth: { type: "sigv4", credentials: "host" },
      proxy: "http://proxy:3128",
      tls: { skipVerify: true, serverName: "other.example.com" },
    },
    signals: { traces: { enabled: true } },
  };
  expect(writeDestination(destination, [], "declarative")?.left).toHaveLength(4);
});

test("R3.5 over gRPC the names of headers are lower case: SDKs hand them on as they are, and gRPC refuses capitals", () => {
  const headers = [{ name: "X-Scope-OrgID", value: "team", secret: false }];
  const auth = { type: "bearer" as const, token: "hidden" };
  const connection = { transport: "grpc" as const, endpoint: "otlp.example.com:4317", headers, auth };
  const { text = "" } =
    writeDestination({ connection, signals: { traces: { enabled: true } } }, [], "declarative") ?? {};
  const exporter = parse(text).tracer_provider.processors[0].batch.exporter.otlp_grpc;
  expect(exporter.headers.map(({ name }: { name: string }) => name)).toEqual(["x-scope-orgid", "authorization"]);
});
