// Where OTLP may be had of a server that does not answer gRPC: over HTTP at the same port, or at the other port of a pair.
import type { Facts } from "#lib/otlp/explain/facts";
import { type Place, siblingPort } from "#lib/otlp/explain/places";

export function httpBeside(facts: Facts): Place[] {
  const sibling = siblingPort(facts.port);
  const here: Place = { transport: "http", tls: facts.tls, port: facts.port };
  if (sibling === null) return [here];
  const beside = (["http", "grpc"] as const).map((transport) => ({ transport, tls: facts.tls, port: sibling }));
  return [here, ...beside];
}
