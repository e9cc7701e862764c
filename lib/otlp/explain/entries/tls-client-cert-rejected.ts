// T07: the server looked at our client certificate and refused it: by an alert, or by hanging up where it talks on, or asks for
// a certificate, when none is shown.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Facts, faultsOf, saysBadClientCertificate } from "#lib/otlp/explain/facts";
import { type HandshakeQuestion, replyTo } from "#lib/otlp/explain/questions";
import { isHungUp, isRepeatAnswered } from "#lib/otlp/explain/reach";
import type { Certainty } from "#lib/otlp/report";

/** Alerts received after our certificate was sent speak of it (failures.md §11): bad, unsupported, revoked, expired, unknown, unknown CA. */
const alerts = new Map([
  [42, "it is damaged or its signature does not fit"],
  [43, "its kind is not supported"],
  [44, "it is revoked"],
  [45, "it has ended"],
  [46, "it is not acceptable"],
  [48, "its authority is not known there"],
]);
/** What a server says that asks for a certificate and gets none (T06). */
const required = [116, 40];

export const tlsClientCertRejected: Entry = {
  code: "tls.client_cert_rejected",
  ask: bareHandshakes,
  recognise: (facts) => findAll(facts, certaintyOf(facts)),
  tell: (facts) => {
    const alert = faultsOf(facts).find((fault) => fault.alert !== undefined)?.alert;
    const isSaid = facts.attempts.some(saysBadClientCertificate);
    const why = isSaid
      ? "it could not verify it"
      : alert === undefined
        ? "it hangs up"
        : (alerts.get(alert) ?? "it is not acceptable");
    return {
      title: `${facts.host} refuses the client certificate: ${why}`,
      advice:
        "Use a client certificate of the authority that the receiver trusts, valid today and made for client authentication.",
      fix: null,
    };
  },
};

function certaintyOf(facts: Facts): Certainty | null {
  if (!facts.hasClientCertificate) return null;
  if (faultsOf(facts).some(({ alert }) => alert !== undefined && alerts.has(alert))) return "certain";
  if (facts.attempts.length > 0 && facts.attempts.every(saysBadClientCertificate)) return "certain";
  const [bare] = bareHandshakes(facts).map((question) => replyTo(facts, question));
  // What is answered without items is not refused for the certificate.
  if (bare == null || isRepeatAnswered(facts)) return null;
  if (bare.fault?.alert !== undefined && required.includes(bare.fault.alert)) {
    return facts.attempts.length === 0 ? "certain" : "likely";
  }
  return bare.tls !== null && bare.fault === null ? "likely" : null;
}

/** The same handshake without our certificate, once one with it was hung up on. */
function bareHandshakes(facts: Facts): HandshakeQuestion[] {
  const { host, port, signals, hasClientCertificate, seen } = facts;
  const [signal] = signals;
  if (!hasClientCertificate || seen.tls === null || !isHungUp(facts) || signal === undefined) return [];
  return [{ kind: "handshake", host, port, signal, isWithoutCertificate: true }];
}
