// What the probe is asked of a real Collector, and what it has to answer. Data only: run.ts does the asking.
import type { Collector } from "#e2e/interop/collector";
import { credentials } from "#e2e/interop/collector";
import type { MetricChoices } from "#e2e/interop/items";
import type { Auth, Compression, Connection, Encoding, ProbedDestination, Tls } from "#lib/destination/schema";
import type { StageName } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

export type Case = {
  title: string;
  destination: ProbedDestination;
  sdk?: boolean;
  expected:
    | { verdict: "accepted" }
    /** Delivered, and something is told of it. */
    | { verdict: "warning"; code: string }
    | {
        verdict: "failed";
        /** The stage that stops it, for the signals named (absent: all). */
        stage: StageName;
        code: string;
        signals?: Signal[];
        /** Applying the diagnosis' fix leads to a probe that accepts everything. */
        isFixable?: boolean;
        /** Words of the server that the evidence has to hold. */
        words?: string;
      };
};

type Choices = Partial<MetricChoices> & Omit<Connection, "endpoint"> & { traces?: Connection };

export function destination(endpoint: string, choices: Choices = {}): ProbedDestination {
  const { temporality, histograms, traces, ...connection } = choices;
  return {
    connection: { transport: "http", endpoint, ...connection },
    signals: {
      traces: { enabled: true, ...(traces ? { connection: traces } : {}) },
      metrics: { enabled: true, ...(temporality ? { temporality } : {}), ...(histograms ? { histograms } : {}) },
      logs: { enabled: true },
    },
  };
}

const bearer = (token: string): Auth => ({ type: "bearer", token });
const basic = (password: string): Auth => ({ type: "basic", username: credentials.username, password });

export function casesFor(collector: Collector): Case[] {
  return [
    ...plaintext(collector),
    ...secured(collector),
    ...authenticated(collector),
    ...refusing(collector),
    ...misdirected(collector),
  ];
}

function plaintext({ ports, closedPort }: Collector): Case[] {
  const http = `http://127.0.0.1:${ports.plain.http}`;
  const grpc = `http://127.0.0.1:${ports.plain.grpc}`;
  const accepted = { verdict: "accepted" } as const;
  const combinations: [Encoding, Compression, MetricChoices][] = [
    ["protobuf", "gzip", { temporality: "cumulative", histograms: "explicit" }],
    ["protobuf", "none", { temporality: "delta", histograms: "exponential" }],
    ["json", "gzip", { temporality: "delta", histograms: "explicit" }],
    ["json", "none", { temporality: "lowmemory", histograms: "exponential" }],
  ];
  return [
    ...combinations.map(
      ([encoding, compression, choices]): Case => ({
        title: `HTTP, ${encoding}, ${compression}, ${choices.temporality}, ${choices.histograms}`,
        destination: destination(http, { encoding, compression, ...choices }),
        expected: accepted,
      }),
    ),
    ...(["gzip", "none"] as const).map(
      (compression): Case => ({
        title: `gRPC, ${compression}`,
        destination: destination(grpc, { transport: "grpc", compression, temporality: "delta" }),
        expected: accepted,
      }),
    ),
    {
      title: "traces by gRPC on their own connection, the others by HTTP",
      destination: destination(http, { traces: { transport: "grpc", endpoint: grpc } }),
      expected: accepted,
    },
    {
      title: "SDK check: a stock exporter works too, Protobuf",
      destination: destination(http, { encoding: "protobuf" }),
      sdk: true,
      expected: accepted,
    },
    {
      title: "SDK check: a stock exporter works too, JSON",
      destination: destination(http, { encoding: "json" }),
      sdk: true,
      expected: accepted,
    },
    {
      title: "nothing listens on the port",
      destination: destination(`http://127.0.0.1:${closedPort}`),
      expected: { verdict: "failed", stage: "tcp", code: "tcp.refused" },
    },
  ];
}

function secured({ ports, ca, client }: Collector): Case[] {
  const both = (behaviour: "tls" | "mtls", title: string, tls: Tls, expected: Case["expected"]): Case[] => [
    {
      title: `HTTP, ${title}`,
      destination: destination(`https://localhost:${ports[behaviour].http}`, { tls }),
      expected,
    },
    {
      title: `gRPC, ${title}`,
      destination: destination(`localhost:${ports[behaviour].grpc}`, { transport: "grpc", tls }),
      expected,
    },
  ];
  const pair = { clientCert: client.cert, clientKey: client.key };
  return [
    ...both("tls", "TLS with a private authority", { ca }, { verdict: "accepted" }),
    ...both("tls", "TLS, authority not given", {}, { verdict: "failed", stage: "tls", code: "tls.unknown_ca" }),
    ...both("mtls", "mutual TLS", { ca, ...pair }, { verdict: "accepted" }),
    ...both(
      "mtls",
      "mutual TLS without a client certificate",
      { ca },
      { verdict: "failed", stage: "tls", code: "tls.client_cert_required" },
    ),
  ];
}

function authenticated({ ports }: Collector): Case[] {
  const both = (
    behaviour: "basic" | "bearer",
    title: string,
    auth: Auth | null,
    expected: Case["expected"],
  ): Case[] => [
    {
      title: `HTTP, ${title}`,
      destination: destination(`http://127.0.0.1:${ports[behaviour].http}`, auth ? { auth } : {}),
      expected,
    },
    {
      title: `gRPC, ${title}`,
      destination: destination(`http://127.0.0.1:${ports[behaviour].grpc}`, {
        transport: "grpc",
        ...(auth ? { auth } : {}),
      }),
      expected,
    },
  ];
  const refused = (words: string): Case["expected"] => ({
    ...{ verdict: "failed", stage: "auth", code: "auth.missing_or_invalid" },
    words,
  });
  return [
    ...both("basic", "basic auth", basic(credentials.password), { verdict: "accepted" }),
    ...both("basic", "basic auth, wrong password", basic("wrong"), refused("invalid credentials")),
    ...both("basic", "basic auth, no credentials", null, refused("no basic auth provided")),
    ...both("bearer", "bearer auth", bearer(credentials.token), { verdict: "accepted" }),
    ...both("bearer", "bearer auth, wrong token", bearer("wrong"), refused("does not match expected scheme or token")),
    ...both("bearer", "bearer auth, no token", null, refused("missing or empty authorization")),
  ];
}

function refusing({ ports }: Collector): Case[] {
  const address = (behaviour: keyof Collector["ports"], transport: "http" | "grpc"): string =>
    `http://127.0.0.1:${ports[behaviour][transport]}`;
  const noTraces: Case["expected"] = {
    ...{ verdict: "failed", stage: "traces", code: "signal.not_enabled", signals: ["traces"] },
  };
  const full = (stage: StageName): Case["expected"] => ({
    ...{ verdict: "failed", stage, code: "collector.memory_limited" },
    words: "data refused due to high memory usage",
  });
  return [
    {
      title: "HTTP, the Collector has no traces pipeline",
      destination: destination(address("no_traces", "http")),
      expected: noTraces,
    },
    {
      title: "gRPC, the Collector has no traces pipeline",
      destination: destination(address("no_traces", "grpc"), { transport: "grpc" }),
      expected: noTraces,
    },
    {
      title: "HTTP, the body is over the Collector's limit",
      destination: destination(address("small_body", "http"), { compression: "none" }),
      expected: { verdict: "failed", stage: "traces", code: "body.too_large_http", words: "request body too large" },
    },
    {
      title: "HTTP, the Collector's memory limiter refuses",
      destination: destination(address("memory_limited", "http")),
      expected: full("traces"),
    },
    {
      title: "gRPC, the Collector's memory limiter refuses",
      destination: destination(address("memory_limited", "grpc"), { transport: "grpc" }),
      expected: full("traces"),
    },
  ];
}

function misdirected({ ports, ca }: Collector): Case[] {
  const failed = (stage: StageName, code: string, isFixable = true): Case["expected"] => ({
    ...{ verdict: "failed", stage, code, isFixable },
  });
  return [
    {
      title: "HTTP sent to the gRPC port",
      destination: destination(`http://127.0.0.1:${ports.plain.grpc}`),
      expected: failed("protocol", "port.http_to_grpc"),
    },
    {
      title: "gRPC sent to the HTTP port",
      destination: destination(`http://127.0.0.1:${ports.plain.http}`, { transport: "grpc" }),
      expected: failed("protocol", "port.grpc_to_http"),
    },
    {
      title: "HTTP without TLS sent to a TLS port",
      destination: destination(`http://localhost:${ports.tls.http}`, { tls: { ca } }),
      expected: failed("protocol", "port.plain_to_tls"),
    },
    {
      title: "gRPC without TLS sent to a TLS port",
      destination: destination(`http://localhost:${ports.tls.grpc}`, { transport: "grpc", tls: { ca } }),
      expected: failed("protocol", "port.plain_to_tls"),
    },
    {
      title: "HTTP with TLS sent to a plaintext port",
      destination: destination(`https://127.0.0.1:${ports.plain.http}`),
      expected: failed("tls", "port.tls_to_plain"),
    },
    {
      title: "gRPC with TLS sent to a plaintext port",
      destination: destination(`127.0.0.1:${ports.plain.grpc}`, { transport: "grpc" }),
      expected: failed("tls", "port.tls_to_plain"),
    },
    {
      title: "/v1/traces on a base URL",
      destination: destination(`http://127.0.0.1:${ports.plain.http}/v1/traces`),
      expected: failed("settings", "path.doubled"),
    },
  ];
}
