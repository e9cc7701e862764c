// The fix that trusts the authority a server showed, beside those that are trusted already.
import type { Fix } from "#lib/destination/problem";
import { effectiveConnection } from "#lib/destination/resolve";
import { setTls } from "#lib/otlp/explain/edits";
import type { Facts } from "#lib/otlp/explain/facts";
import type { Signal } from "#lib/otlp/signal";

/** None without the root itself, nor for one that has ended: trusting it leads only to the next refusal. */
export function trustFix(facts: Facts, signals: readonly Signal[]): Fix | null {
  const chain = facts.seen.tls?.chain ?? [];
  const root = chain.at(-1);
  const [signal] = signals;
  if (root?.pem === undefined || !root.selfSigned || signal === undefined) return null;
  if (new Date(root.validTo) < facts.now) return null;
  const known = effectiveConnection(facts.destination, signal)?.tls.ca;
  const value = known === undefined ? root.pem : `${known.trimEnd()}\n${root.pem}`;
  const label = chain.length === 1 ? "Trust this certificate" : "Trust this authority";
  return { label, changes: setTls(facts.destination, signals, "ca", value) };
}
