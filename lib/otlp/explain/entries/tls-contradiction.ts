// C15: TLS settings beside http://. The scheme wins: what was delivered went in plain text. Of a failure it is no cause.
import type { Fix } from "#lib/destination/problem";
import { hasTlsSettings, setField } from "#lib/otlp/explain/edits";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Facts, isDelivered } from "#lib/otlp/explain/facts";
import type { Signal } from "#lib/otlp/signal";

export const tlsContradiction: Entry = {
  code: "tls.contradiction",
  ofSuccess: true,
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (facts.tls || !isDelivered(attempt)) return null;
      return hasTlsSettings(facts.destination, [attempt.signal]) ? "certain" : null;
    }),
  tell: (facts, signals) => ({
    title: "The TLS settings are not used: the endpoint begins with http://",
    advice: "The items went in plain text. Write https:// if the receiver speaks TLS, or clear the TLS settings.",
    fix: clearFix(facts, signals),
  }),
};

function clearFix(facts: Facts, signals: readonly Signal[]): Fix {
  return { label: "Clear the TLS settings", changes: setField(facts.destination, signals, "tls", {}) };
}
