// The destinations whose Collector settings the real Collector is asked to take. Data only: exported-collector.ts does the asking.
import { issue, makeAuthority } from "#e2e/certificates";
import { holeText } from "#lib/destination/hole";
import type { Auth, Connection, ProbedDestination } from "#lib/destination/schema";

const on = { enabled: true };
const all = { traces: on, metrics: on, logs: on };

/** Values of headers that some YAML, or the Collector, would take for something else. */
export const oddValues = [
  "yes",
  "0x1F",
  "0123",
  "1e3",
  "2024-01-01",
  "1:30",
  "~",
  "null",
  `$HOME ${holeText("HOME")} $$`,
  "a: b #c",
  `'"\\`,
  "- a",
  "10s",
];

/** One of each thing that is written in its own way. */
export function writtenDestinations(): { what: string; destination: ProbedDestination }[] {
  const authority = makeAuthority("Outspan export authority");
  const client = issue(authority, "outspan", { usage: "client" });
  const http = { transport: "http" as const, endpoint: "https://otlp.example.com:4318/otlp" };
  const grpc = { transport: "grpc" as const, endpoint: "otlp.example.com:4317" };
  const tls = {
    ca: authority.cert,
    clientCert: client.cert,
    clientKey: client.key,
    serverName: "otlp",
    skipVerify: true,
  };
  const of = (what: string, connection: Connection, more: Partial<ProbedDestination> = {}) => {
    return { what, destination: { name: what, connection, signals: all, ...more } };
  };
  const withAuth = (auth: Auth) => of(`${auth.type} over HTTP`, { ...http, auth });
  const oauth2: Auth = {
    ...{ type: "oauth2", tokenUrl: "https://id.example.com/token", clientId: "$me", clientSecret: "s" },
    ...{ scopes: ["a", "b"], audience: "urn:x", clientAuth: "post" },
  };
  return [
    of("HTTP", http),
    of("gRPC with TLS", { ...grpc, tls, timeoutMs: 2500 }),
    of("gRPC in plain text", {
      ...grpc,
      endpoint: "http://[::1]:4317",
      compression: "none",
      proxy: "http://p.example.com:1",
    }),
    of("JSON through a proxy", {
      ...http,
      tls,
      encoding: "json",
      proxy: "http://p.example.com:3128",
      timeoutMs: 90_500,
    }),
    withAuth({ type: "basic", username: "0123", password: "p" }),
    withAuth({ type: "bearer", token: "t" }),
    withAuth(oauth2),
    withAuth({ type: "sigv4", region: "eu-central-1", service: "logs", credentials: "host" }),
    of("OAuth2 over gRPC", { ...grpc, auth: oauth2 }),
    of("a bound of the queue", http, { queue: { maxBytes: 50_000_000, maxAgeMs: 3_600_000, whenFull: "refuse" } }),
    of("headers that YAML would misread", {
      ...http,
      headers: oddValues.map((value, at) => ({ name: `x-${at}`, value, secret: false })),
    }),
    of("2", http, {
      signals: { metrics: { ...on, temporality: "delta", connection: { endpoint: "https://m.example.com/in?a=$b" } } },
    }),
  ];
}
