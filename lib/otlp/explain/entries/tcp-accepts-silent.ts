// N09: the port accepts a connection and then says nothing, whatever it is asked: an export, a TLS handshake, a page.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Facts, isUnanswered } from "#lib/otlp/explain/facts";
import { askFrontPage, isThere } from "#lib/otlp/explain/front-page";
import { askOwnPort, ownPort } from "#lib/otlp/explain/places";

export const tcpAcceptsSilent: Entry = {
  code: "tcp.accepts_silent",
  ask: (facts) => (isSilent(facts) ? [...askOwnPort(facts), ...askFrontPage(facts)] : []),
  recognise: (facts) => {
    if (!isSilent(facts)) return null;
    const port = ownPort(facts);
    if (port === null) return findAll(facts, "possible");
    const isMute = port.plain === "silent" && port.tls === null && !isThere(facts);
    return findAll(facts, isMute ? "certain" : null);
  },
  tell: (facts) => ({
    title: `Port ${facts.port} accepts connections and then stays silent`,
    advice:
      "A load balancer without healthy targets or a stuck process does that. Look at the targets, restart the receiver.",
    fix: null,
  }),
};

/** Slow (R06) looks the same for one request; a port that answers nothing at all does not. */
function isSilent(facts: Facts): boolean {
  const { tcp, tls } = facts.seen;
  if (tcp?.connected == null) return false;
  if (facts.tls && tls?.fault?.code === "ETIMEDOUT") return true;
  return (
    facts.attempts.length > 0 && facts.attempts.every((attempt) => isUnanswered(attempt) && attempt.exchange.timedOut)
  );
}
