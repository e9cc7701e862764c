// Whether a target is reached without the destination's proxy, and the fix that leaves the proxy out. Asked only after the
// proxy refused, and without credentials.
import type { Fix } from "#lib/destination/problem";
import { setField } from "#lib/otlp/explain/edits";
import type { Facts } from "#lib/otlp/explain/facts";
import { type PortQuestion, replyTo } from "#lib/otlp/explain/questions";
import type { Signal } from "#lib/otlp/signal";

export function askDirect({ proxy, host, port, signals: [signal] }: Facts): PortQuestion[] {
  return proxy === null || signal === undefined ? [] : [{ kind: "port", host, port, signal, isDirect: true }];
}

/** null unless the port speaks there what this destination sends. */
export function directFix(facts: Facts, signals: readonly Signal[]): Fix | null {
  const speaks = askDirect(facts).some((question) => {
    const reply = replyTo(facts, question);
    if (reply === null) return false;
    return facts.tls ? reply.tls !== null : reply.plain === facts.transport;
  });
  return speaks ? { label: "Leave the proxy out", changes: setField(facts.destination, signals, "proxy", "") } : null;
}
