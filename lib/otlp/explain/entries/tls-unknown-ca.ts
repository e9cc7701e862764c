// T01: the certificate is signed by an authority that this host does not trust, or by itself.
import type { Fix } from "#lib/destination/problem";
import { effectiveConnection } from "#lib/destination/resolve";
import { setTls } from "#lib/otlp/explain/edits";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { certificateFault, type Facts, isIssuerUnknown, mayLackChain } from "#lib/otlp/explain/facts";
import type { Certificate } from "#lib/otlp/observation";
import type { Signal } from "#lib/otlp/signal";

const selfSigned = ["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN"];

export const tlsUnknownCa: Entry = {
  code: "tls.unknown_ca",
  recognise: (facts) => {
    if (selfSigned.includes(certificateFault(facts) ?? "")) return findAll(facts, "certain");
    if (!isIssuerUnknown(facts)) return null;
    return findAll(facts, mayLackChain(facts) ? "possible" : "certain");
  },
  tell: (facts, signals) => {
    const chain = facts.seen.tls?.chain ?? [];
    const root = chain.at(-1);
    const isAlone = chain.length === 1 && root?.selfSigned === true;
    const title = isAlone
      ? `The certificate of ${facts.host} is self-signed`
      : `The certificate of ${facts.host} is signed by an authority this host does not trust`;
    if (root === undefined || !root.selfSigned) {
      const advice = `Put the certificate of ${root?.issuer || "its issuer"} into Custom CA under Advanced: it is trusted in addition to the system's.`;
      return { title, advice, fix: null };
    }
    const advice = `Trust it only if its owner tells you the same SHA-256 fingerprint: ${root.fingerprint256}.`;
    return { title, advice, fix: trustFix(facts, signals, root, isAlone) };
  },
};

/** None for a certificate that has ended: trusting it leads only to the next refusal. */
function trustFix(facts: Facts, signals: readonly Signal[], root: Certificate, isAlone: boolean): Fix | null {
  const [signal] = signals;
  if (root.pem === undefined || signal === undefined || new Date(root.validTo) < facts.now) return null;
  const known = effectiveConnection(facts.destination, signal)?.tls.ca;
  const value = known === undefined ? root.pem : `${known.trimEnd()}\n${root.pem}`;
  const label = isAlone ? "Trust this certificate" : "Trust this authority";
  return { label, changes: setTls(facts.destination, signals, "ca", value) };
}
