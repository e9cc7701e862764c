// P08: a service mesh speaks another protocol to the receiver than the receiver does. Envoy names the reason of the reset; a
// receiver that is down (H12) gives the other reasons too.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import type { Certainty } from "#lib/otlp/report";

export const meshUpstreamProtocolError: Entry = {
  code: "mesh.upstream_protocol_error",
  recognise: (facts) => findEach(facts, certaintyOf),
  tell: (facts) => ({
    title: "The service mesh reaches the receiver with the wrong protocol",
    advice:
      facts.transport === "grpc"
        ? "Name the service's port grpc-otlp, or set its appProtocol to grpc: the mesh takes it for HTTP/1.1 otherwise."
        : "Name the service's port http-otlp, or set its appProtocol to http: the mesh takes it for another protocol.",
    fix: null,
  }),
};

function certaintyOf({ exchange, answer }: Attempt): Certainty | null {
  const said = answer.words ?? "";
  const isGateway =
    answer.grpcStatus !== null ? answer.grpcStatus.code === 14 : [502, 503].includes(answer.httpStatus ?? 0);
  if (!isGateway || !/\bupstream\b/i.test(said) || !/before headers|reset reason/i.test(said)) return null;
  const isEnvoy = /envoy/i.test(exchange.answer?.headers.server ?? "");
  if (/protocol.error/i.test(said)) return isEnvoy ? "certain" : "likely";
  if (/connection.termination/i.test(said)) return isEnvoy ? "likely" : "possible";
  return "possible";
}
