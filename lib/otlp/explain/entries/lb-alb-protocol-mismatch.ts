// P06: a load balancer of AWS whose target group speaks the other protocol version. 464 is a status of its own; over gRPC it
// says 502 as awselb.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isBalancersBadGateway } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, type Place, provenPlace } from "#lib/otlp/explain/places";
import type { Certainty } from "#lib/otlp/report";

const protocolMismatch = 464;

export const lbAlbProtocolMismatch: Entry = {
  code: "lb.alb_protocol_mismatch",
  ask: (facts) => (facts.attempts.some((one) => certaintyOf(one) !== null) ? askPlaces(facts, places(facts)) : []),
  recognise: (facts) => findEach(facts, certaintyOf),
  tell: (facts, signals) => {
    const wants = facts.transport === "grpc" ? "HTTP/1.1" : "gRPC or HTTP/2";
    const place = provenPlace(facts, places(facts));
    return {
      title: `The load balancer expects ${wants} for this target group`,
      advice:
        place === null
          ? "Set the protocol version of the target group to what this destination sends: HTTP1 for HTTP, GRPC (with an HTTPS listener) for gRPC."
          : "An OTLP receiver answers there over the other transport.",
      fix: place === null ? null : moveFix(facts, signals, place),
    };
  },
};

function certaintyOf(attempt: Attempt): Certainty | null {
  if (attempt.answer.httpStatus === protocolMismatch) return "certain";
  return isBalancersBadGateway(attempt) ? "likely" : null;
}

function places({ transport, tls, port }: Facts): Place[] {
  return [{ transport: transport === "grpc" ? "http" : "grpc", tls, port }];
}
