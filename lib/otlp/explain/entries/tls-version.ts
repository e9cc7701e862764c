// T08: the server speaks only versions of TLS older than 1.2. Fingerprint: alert 70, or an answer in such a version.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";

/** RFC 8446 §6.2. */
const protocolVersion = 70;

export const tlsVersion: Entry = {
  code: "tls.version",
  recognise: (facts) => findAll(facts, isTooOld(facts) ? "certain" : null),
  tell: (facts) => ({
    title: `${facts.host} and Outspan share no version of TLS`,
    advice:
      "Outspan speaks TLS 1.2 and 1.3; older ones are broken. Enable one of the two on the server or on the proxy in front.",
    fix: null,
  }),
};

function isTooOld({ seen: { tls } }: Facts): boolean {
  if (tls === null || tls.fault === null || tls.version !== null) return false;
  return tls.fault.alert === protocolVersion || tls.fault.code === "ERR_SSL_UNSUPPORTED_PROTOCOL";
}
