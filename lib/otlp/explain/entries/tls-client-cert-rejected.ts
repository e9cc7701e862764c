// T07: the server looked at our client certificate and refused it.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { faultsOf } from "#lib/otlp/explain/facts";

/** Alerts received after our certificate was sent speak of it (failures.md §11): bad, unsupported, revoked, expired, unknown, unknown CA. */
const alerts = new Map([
  [42, "it is damaged or its signature does not fit"],
  [43, "its kind is not supported"],
  [44, "it is revoked"],
  [45, "it has ended"],
  [46, "it is not acceptable"],
  [48, "its authority is not known there"],
]);

export const tlsClientCertRejected: Entry = {
  code: "tls.client_cert_rejected",
  recognise: (facts) => {
    const isRefused = faultsOf(facts).some(({ alert }) => alert !== undefined && alerts.has(alert));
    return findAll(facts, facts.hasClientCertificate && isRefused ? "certain" : null);
  },
  tell: (facts) => {
    const alert = faultsOf(facts).find((fault) => fault.alert !== undefined)?.alert ?? 0;
    return {
      title: `${facts.host} refuses the client certificate: ${alerts.get(alert) ?? "it is not acceptable"}`,
      advice:
        "Use a client certificate of the authority that the receiver trusts, valid today and made for client authentication.",
      fix: null,
    };
  },
};
