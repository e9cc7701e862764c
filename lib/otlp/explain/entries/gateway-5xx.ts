// H12: a reverse proxy does not get through to the receiver: 502, 503 or 504 with a page or a server's name of its own. Split from a
// receiver that is busy, which answers with a Status or JSON (R04), and from a mesh that names its reason (P08).
import { headerOf, textOf } from "#lib/otlp/explain/answer-text";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { formatWait } from "#lib/otlp/explain/wording";
import type { Certainty } from "#lib/otlp/report";
import { showWords } from "#lib/otlp/words";

const slowMs = 2000;
/** Of Cloudflare alone, all about the way to the server behind it; no exporter repeats them. */
const edgeStatuses = [520, 521, 522, 523, 524, 525, 526, 530];
const proxies =
  /\b(?:nginx|openresty|cloudflare|awselb|envoy|istio-envoy|haproxy|traefik|caddy|varnish|apache|gws|google frontend|akamai\w*|squid|kong|tengine|iis)\b/i;

export const gateway5xx: Entry = {
  code: "gateway.5xx",
  yieldsTo: ["mesh.upstream_protocol_error", "lb.alb_protocol_mismatch"],
  recognise: (facts) => findEach(facts, certaintyOf),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const status = attempt?.answer.httpStatus ?? 502;
    const server = attempt && headerOf(attempt, "server");
    const who = server ? `A proxy (${showWords(server.slice(0, 40))})` : "A proxy";
    const waitedMs = attempt?.exchange.durationMs ?? 0;
    const after = waitedMs >= slowMs ? ` after ${formatWait(waitedMs)}` : "";
    if (status === 504) {
      return {
        title: `${who} waited in vain for the receiver: 504${after}`,
        advice:
          "The receiver is slow or does not answer. Look at it, then raise the proxy’s timeout. Exports are tried again.",
        fix: null,
      };
    }
    if (edgeStatuses.includes(status)) {
      return {
        title: `${who} in front does not reach the receiver: ${status}${after}`,
        advice:
          "Look at the server behind it: its address, port, firewall and certificate. Exporters do not repeat this status: the items are lost.",
        fix: null,
      };
    }
    return {
      title: `${who} in front does not reach the receiver: ${status}${after}`,
      advice:
        "Look at the port and the protocol it forwards to, and at its health check. Exports are tried again until it does.",
      fix: null,
    };
  },
};

function certaintyOf(attempt: Attempt): Certainty | null {
  const { httpStatus, isHtml, otlpStatus } = attempt.answer;
  if (isEdges(attempt)) return "certain";
  if (attempt.exchange.transport !== "http" || ![502, 503, 504].includes(httpStatus ?? 0)) return null;
  const isProxy = proxies.test(headerOf(attempt, "server") ?? "");
  // Kong speaks of its upstream in JSON, which looks like a Status.
  if (isProxy && /\bupstream server\b|\bring-balancer\b|\bname resolution failed\b/i.test(textOf(attempt)))
    return "certain";
  if (otlpStatus !== null || isReceiversOwn(attempt)) return null;
  if (isHtml) return isProxy || httpStatus !== 503 || saysGateway(attempt) ? "certain" : "likely";
  if (isProxy) return httpStatus === 503 ? "likely" : "certain";
  return httpStatus === 503 && !saysGateway(attempt) ? null : "likely";
}

function isEdges(attempt: Attempt): boolean {
  const isTheirs = attempt.exchange.transport === "http" && edgeStatuses.includes(attempt.answer.httpStatus ?? 0);
  return isTheirs && /^cloudflare\b/i.test(headerOf(attempt, "server") ?? "");
}

/** JSON, or words of load and tenants, come from somebody who read the request. */
function isReceiversOwn(attempt: Attempt): boolean {
  const type = attempt.exchange.answer?.contentType ?? "";
  const isStructured = /[/+]json|protobuf/i.test(type);
  return (
    isStructured ||
    /\b(?:memory|queue|overload\w*|tenant|org[ _-]?id|limit|ingest\w*|shutting down)\b/i.test(
      attempt.answer.words ?? "",
    )
  );
}

function saysGateway(attempt: Attempt): boolean {
  return /\b(?:bad gateway|gateway time-?out|no (?:healthy )?(?:upstream|backend|server|endpoint)s?|upstream|service (?:temporarily )?unavailable)\b/i.test(
    textOf(attempt),
  );
}
