// T01: the certificate is signed by an authority that this host does not trust, or by itself. T09 is told by the issuer's name,
// T02 may look the same.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { certificateFault, interceptorOf, isIssuerUnknown, isSelfIssued, mayLackChain } from "#lib/otlp/explain/facts";
import { trustFix } from "#lib/otlp/explain/trust";

export const tlsUnknownCa: Entry = {
  code: "tls.unknown_ca",
  recognise: (facts) => {
    if (interceptorOf(facts) !== null) return findAll(facts, "possible");
    if (isSelfIssued(certificateFault(facts))) return findAll(facts, "certain");
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
    return { title, advice, fix: trustFix(facts, signals) };
  },
};
