// T06: the server wants to know the client by certificate, and none is set.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Facts, faultsOf, saysNoClientCertificate } from "#lib/otlp/explain/facts";
import type { Certainty } from "#lib/otlp/report";

/** TLS alerts (RFC 8446 §6): 1.3 has one of its own, older versions fail the handshake without a reason. */
const certificateRequired = 116;
const handshakeFailure = 40;

export const tlsClientCertRequired: Entry = {
  code: "tls.client_cert_required",
  recognise: (facts) => findAll(facts, certaintyOf(facts)),
  tell: (facts) => ({
    title: `${facts.host} asks for a client certificate`,
    advice: "Add the client certificate and its key under Advanced, TLS. Both come from whoever runs the receiver.",
    fix: null,
  }),
};

function certaintyOf(facts: Facts): Certainty | null {
  if (!facts.tls || facts.hasClientCertificate) return null;
  const faults = faultsOf(facts);
  if (faults.some(({ alert }) => alert === certificateRequired)) return "certain";
  if (facts.attempts.some(saysNoClientCertificate)) return "certain";
  // Without a certificate asked for, the same alert means that no cipher is shared: rare, and not told from here.
  return faults.some(({ alert }) => alert === handshakeFailure) ? "likely" : null;
}
