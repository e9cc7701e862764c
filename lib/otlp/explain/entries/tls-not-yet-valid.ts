// T04: a certificate of the chain is not valid yet, or this host's clock is behind.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { certificateFault, type Facts } from "#lib/otlp/explain/facts";
import { formatDate, formatTime } from "#lib/otlp/explain/wording";

export const tlsNotYetValid: Entry = {
  code: "tls.not_yet_valid",
  recognise: (facts) => findAll(facts, certificateFault(facts) === "CERT_NOT_YET_VALID" ? "certain" : null),
  tell: (facts) => {
    const begins = beginOf(facts);
    const isLeaf = begins === null || begins.isLeaf;
    const when = begins === null ? "" : `: it begins on ${formatDate(begins.from)}, ${formatTime(begins.from)} UTC`;
    return {
      title: `${isLeaf ? "The certificate" : "A certificate in the chain"} is not valid yet${when}`,
      advice: `This host's clock says ${formatDate(facts.now)}, ${formatTime(facts.now)} UTC. If that is behind, set it by NTP; else wait, or have the certificate issued again.`,
      fix: null,
    };
  },
};

function beginOf(facts: Facts): { from: Date; isLeaf: boolean } | null {
  const chain = facts.seen.tls?.chain ?? [];
  const index = chain.findIndex(({ validFrom }) => new Date(validFrom) > facts.now);
  const found = chain[index];
  return found === undefined ? null : { from: new Date(found.validFrom), isLeaf: index === 0 };
}
