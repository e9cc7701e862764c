// T03: a certificate of the chain has ended.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { certificateFault, type Facts } from "#lib/otlp/explain/facts";
import { formatDate } from "#lib/otlp/explain/wording";

export const tlsExpired: Entry = {
  code: "tls.expired",
  recognise: (facts) => findAll(facts, certificateFault(facts) === "CERT_HAS_EXPIRED" ? "certain" : null),
  tell: (facts) => {
    const ended = endedOf(facts);
    const when = ended === undefined ? "has ended" : `ended on ${formatDate(new Date(ended.validTo))}`;
    return {
      title: ended === undefined || ended.isLeaf ? `The certificate ${when}` : `A certificate in the chain ${when}`,
      advice: `Renew it on the server. If it looks valid elsewhere, check this host's clock: it says ${formatDate(facts.now)}.`,
      fix: null,
    };
  },
};

function endedOf(facts: Facts) {
  const chain = (facts.seen.tls?.chain ?? []).map((certificate, index) => ({ ...certificate, isLeaf: index === 0 }));
  return chain.find(({ validTo }) => new Date(validTo) < facts.now);
}
