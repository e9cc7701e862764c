// What the probe says of a real nginx between it and the Collector. Data only: run.ts does the asking.
import { type Case, destination } from "#e2e/interop/cases";
import type { Nginx } from "#e2e/interop/nginx";
import type { StageName } from "#lib/otlp/report";

const plain = ({ ports }: Nginx, name: keyof Nginx["ports"]) => destination(`http://127.0.0.1:${ports[name]}`);
const overGrpc = ({ ports }: Nginx, name: keyof Nginx["ports"]) =>
  destination(`http://127.0.0.1:${ports[name]}`, { transport: "grpc", compression: "none" });
const failed = (stage: StageName, code: string, isFixable = false): Case["expected"] => ({
  ...{ verdict: "failed", stage, code, isFixable },
});

export function nginxCases(nginx: Nginx): Case[] {
  return [...inFront(nginx), ...inPlace(nginx)];
}

/** It passes on what it gets, or would. */
function inFront(nginx: Nginx): Case[] {
  const { ports, ca } = nginx;
  const secured = (name: keyof Nginx["ports"]) => destination(`https://localhost:${ports[name]}`, { tls: { ca } });
  return [
    { title: "nginx: TLS in front of the Collector", destination: secured("tls"), expected: { verdict: "accepted" } },
    {
      title: "nginx: gRPC over TLS in front of the Collector",
      destination: destination(`https://localhost:${ports.grpc_tls}`, { transport: "grpc", tls: { ca } }),
      expected: { verdict: "accepted" },
    },
    {
      title: "nginx: TLS with HTTP/1.1 only, asked for gRPC",
      destination: destination(`https://localhost:${ports.tls}`, { transport: "grpc", tls: { ca } }),
      expected: failed("tls", "tls.no_h2", true),
    },
    {
      title: "nginx: plain text to its TLS port",
      destination: destination(`http://localhost:${ports.tls}`, { tls: { ca } }),
      expected: failed("protocol", "port.plain_to_tls", true),
    },
    {
      title: "nginx: it wants a client certificate",
      destination: secured("mtls"),
      expected: failed("protocol", "tls.client_cert_required"),
    },
    {
      title: "nginx: the Collector is below /otlp",
      destination: plain(nginx, "prefix"),
      expected: failed("protocol", "path.vendor_prefix", true),
    },
    {
      title: "nginx: the body is over its limit",
      destination: plain(nginx, "small_body"),
      expected: failed("traces", "body.too_large_http"),
    },
    { title: "nginx: nothing behind it", destination: plain(nginx, "dead"), expected: failed("traces", "gateway.5xx") },
    {
      title: "nginx: nothing behind it, gRPC",
      destination: overGrpc(nginx, "dead_grpc"),
      expected: failed("protocol", "intermediary.http_status_in_grpc"),
    },
  ];
}

/** It answers by itself. */
function inPlace(nginx: Nginx): Case[] {
  return [
    {
      title: "nginx: a web page",
      destination: plain(nginx, "page"),
      expected: failed("protocol", "impostor.html_200"),
    },
    {
      title: "nginx: a web page over HTTP/2, asked for gRPC",
      destination: overGrpc(nginx, "page_h2"),
      expected: failed("protocol", "impostor.html_over_h2"),
    },
    {
      title: "nginx: a fixed empty 200",
      destination: plain(nginx, "anything"),
      expected: { verdict: "warning", code: "impostor.any_200" },
    },
    {
      title: "nginx: moved to https",
      destination: plain(nginx, "moved"),
      expected: failed("protocol", "http.redirect_301_302"),
    },
    {
      title: "nginx: moved by 308 to a slash at the end",
      destination: plain(nginx, "moved_308"),
      expected: failed("protocol", "http.redirect_307_308"),
    },
    {
      title: "nginx: it asks for a password",
      destination: plain(nginx, "basic"),
      expected: failed("auth", "auth.missing_or_invalid"),
    },
    {
      title: "nginx: the password is right",
      destination: destination(`http://127.0.0.1:${nginx.ports.basic}`, {
        auth: { type: "basic", username: "otel", password: "correct horse" },
      }),
      expected: { verdict: "accepted" },
    },
    {
      title: "nginx: too many requests",
      destination: plain(nginx, "busy"),
      expected: failed("traces", "throttle.429"),
    },
  ];
}
