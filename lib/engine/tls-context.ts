// TLS contexts: Node's bundled roots, the system's and a destination's own CA (R11.2, stack.md trap 28), its client key.
// Measured: a context with all roots costs 14 ms (266 roots; the system's list another 36 ms, once), so they are kept.
import { createHash } from "node:crypto";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type { Tls } from "#lib/destination/schema";

const kept = new Map<string, SecureContext>();
/** About 2 MB each. */
const keptMax = 16;
let roots: string[] | undefined;

/** Throws what OpenSSL says of material it cannot use, e.g. ERR_OSSL_X509_KEY_VALUES_MISMATCH. */
export function secureContext(tls: Tls): SecureContext {
  const material = [tls.ca ?? "", tls.clientCert ?? "", tls.clientKey ?? ""];
  const name = createHash("sha256").update(JSON.stringify(material)).digest("base64");
  const context = kept.get(name) ?? createContext(tls);
  // The one used longest ago is the first to go: Map keeps the order of insertion.
  kept.delete(name);
  kept.set(name, context);
  const oldest = kept.keys().next().value;
  if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
  return context;
}

function createContext(tls: Tls): SecureContext {
  roots ??= [...new Set([...getCACertificates("bundled"), ...getCACertificates("system")])];
  return createSecureContext({
    ca: tls.ca ? [...roots, tls.ca] : roots,
    // An intermediate or the server's own certificate given as CA is trusted as such, as Go's TLS does.
    allowPartialTrustChain: tls.ca !== undefined,
    ...(tls.clientCert && { cert: tls.clientCert }),
    ...(tls.clientKey && { key: tls.clientKey }),
    minVersion: "TLSv1.2",
  });
}
