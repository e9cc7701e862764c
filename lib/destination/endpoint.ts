// An endpoint as typed, and the exact target it means (api.md, Endpoint; rules R1.1–R2.7).
// Pure and browser-safe: opens nothing, looks nothing up.

import type { Fix, Problem } from "#lib/destination/problem";
import type { Transport } from "#lib/destination/schema";
import { type Signal, signalFacts } from "#lib/otlp/signal";

/** Where requests of one signal go. */
export type Target = {
  tls: boolean;
  /** Lower-case, punycode, IPv6 without brackets. */
  host: string;
  port: number;
  /** HTTP: path and query. gRPC: "". */
  path: string;
  /** HTTP: the URL; gRPC: http(s)://host:port. */
  url: string;
  /** How many characters of `url` were typed; the rest was appended. */
  typedLength: number;
};

/** Not wrong, but worth a look: stands at the field in amber and stops nothing. */
export type Hint = { path: string; message: string; fix: Fix | null };

export type EndpointInput = {
  transport: Transport;
  endpoint: string;
  /** "base": the shared endpoint, `/v1/<signal>` is appended. "own": a signal's own, used as typed. gRPC: no difference. */
  kind: "base" | "own";
  signal: Signal;
  /** JSON Pointer of the field, for problems and fixes. */
  path: string;
};

export type ResolvedEndpoint = { target: Target | null; problems: Problem[]; hints: Hint[] };

/** The target of one endpoint, or what is wrong with it. `target` is null exactly when there are problems. */
export function resolveEndpoint({ transport, endpoint, kind, signal, path }: EndpointInput): ResolvedEndpoint {
  try {
    const url = new URL(transport === "grpc" && !endpoint.includes("://") ? `https://${endpoint}` : endpoint);
    const tls = url.protocol === "https:";
    const port = url.port ? Number(url.port) : tls ? 443 : 80;
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const origin = url.origin;
    const base = origin + url.pathname.replace(/\/+$/, "");
    const text =
      transport === "grpc"
        ? `${url.protocol}//${url.hostname}:${port}`
        : kind === "base"
          ? base + signalFacts[signal].path
          : origin + url.pathname + url.search;
    const target = {
      tls,
      host,
      port,
      path: transport === "grpc" ? "" : text.slice(origin.length),
      url: text,
      typedLength: transport === "http" && kind === "base" ? base.length : text.length,
    };
    return { target, problems: [], hints: [] };
  } catch {
    const problem = { path, code: "url.unparseable", message: "Enter the endpoint as a URL", fix: null };
    return { target: null, problems: [problem], hints: [] };
  }
}
