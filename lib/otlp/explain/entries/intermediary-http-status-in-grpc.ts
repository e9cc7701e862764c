// H14: a gRPC call was answered with a plain HTTP status: by a proxy, a gateway or a web server, not by the backend. Fingerprint: no
// grpc-status and no content type of gRPC (R6.12). At 401 somebody does ask for credentials, so the refusal stands beside it.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, isBalancersBadGateway, isUnanswered } from "#lib/otlp/explain/facts";
import { httpBeside } from "#lib/otlp/explain/http-beside";
import { askPlaces, moveFix, originNote, provenPlace } from "#lib/otlp/explain/places";
import { showWords } from "#lib/otlp/words";

export const intermediaryHttpStatusInGrpc: Entry = {
  code: "intermediary.http_status_in_grpc",
  yieldsTo: ["mesh.upstream_protocol_error", "lb.alb_protocol_mismatch"],
  ask: (facts) => (facts.attempts.some(isPlainStatus) ? askPlaces(facts, httpBeside(facts)) : []),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isPlainStatus(attempt)) return null;
      if (isBalancersBadGateway(attempt)) return "possible";
      if (attempt.answer.httpStatus !== 401) return "certain";
      return attempt.answer.isHtml ? "likely" : "possible";
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const status = attempt?.answer.httpStatus ?? 0;
    const server = attempt?.exchange.answer?.headers.server;
    const who = server === undefined ? "a proxy or web server" : (showWords(server.slice(0, 40)) ?? "a proxy");
    const title = `Not the receiver but ${who} answered, with HTTP ${status}`;
    const place = provenPlace(facts, httpBeside(facts));
    if (place !== null) {
      const advice = `An OTLP receiver answers on port ${place.port} over ${place.transport === "http" ? "HTTP" : "gRPC"}.`;
      return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
    }
    return { title, advice: adviceOf(status), fix: null };
  },
};

function isPlainStatus(attempt: Attempt): boolean {
  const { answer, exchange } = attempt;
  if (exchange.transport !== "grpc" || isUnanswered(attempt)) return false;
  return answer.sentByIntermediary && answer.httpStatus !== 200;
}

function adviceOf(status: number): string {
  if (status === 404 || status === 405)
    return "Route gRPC to the receiver there, or use the receiver’s own host and port.";
  if (status === 401 || status === 403 || status === 407)
    return "It refuses before the receiver is asked: look at its own rules for who may pass.";
  if (status === 429) return "It limits the rate by itself: raise its limit, or send less often.";
  return status >= 500
    ? "It does not get through to the receiver: look at its route, its health check and whether it forwards gRPC (HTTP/2)."
    : "Make it forward gRPC (HTTP/2) to the receiver, or switch to HTTP.";
}
