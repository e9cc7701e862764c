// Judges TLS fields by their text alone (R11.1, C14); whether the PEM parses and the key fits is for tls-material.ts.
import { isAddress, normalHost } from "#lib/destination/host";
import type { Problem } from "#lib/destination/problem";
import type { Tls } from "#lib/destination/schema";

const pemLengthMax = 65_536;
const certificateBegin = "-----BEGIN CERTIFICATE-----";

/** `at` = pointer of the TLS fields. */
export function checkTls({ ca, clientCert, clientKey, serverName }: Tls, at: string): Problem[] {
  const found: Problem[] = [];
  const wrong = (field: keyof Tls, message: string | null, code = "tls.material_invalid") => {
    if (message !== null) found.push({ path: `${at}/${field}`, code, message, fix: null });
  };
  if (ca !== undefined) wrong("ca", certificateFault(ca));
  if (clientCert !== undefined) wrong("clientCert", certificateFault(clientCert));
  if (typeof clientKey === "string") wrong("clientKey", keyFault(clientKey));
  if (clientCert !== undefined && clientKey === undefined) {
    wrong("clientKey", "Add the key of the client certificate: mutual TLS needs both");
  }
  if (clientKey !== undefined && clientCert === undefined) {
    wrong("clientCert", "Add the certificate of the client key: mutual TLS needs both");
  }
  if (serverName !== undefined && !isServerName(serverName)) {
    wrong(
      "serverName",
      "Enter a host name as it stands in the certificate, for example collector.internal",
      "settings.invalid",
    );
  }
  return found;
}

function isServerName(text: string): boolean {
  const host = normalHost(text);
  return host !== null && !isAddress(host);
}

function certificateFault(pem: string): string | null {
  if (pem.length > pemLengthMax) return "Shorten the certificate to 64 KiB";
  if (/PRIVATE KEY-----/.test(pem)) return "This holds a private key: paste the certificate here";
  if (!pem.includes(certificateBegin)) return `The certificate is not PEM. It should begin with ${certificateBegin}`;
  if (!pem.includes("-----END CERTIFICATE-----")) return "The end of the certificate is missing: paste all of it";
  return hasDirt(pem) ? "Paste the certificate as plain text: it holds characters that PEM does not have" : null;
}

function keyFault(pem: string): string | null {
  if (pem.length > pemLengthMax) return "Shorten the key to 64 KiB";
  if (!/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(pem)) {
    if (pem.includes(certificateBegin)) return "This is a certificate: paste its private key here";
    return "The key is not PEM. It should begin with -----BEGIN PRIVATE KEY-----";
  }
  if (pem.includes("BEGIN ENCRYPTED") || /^Proc-Type:.*ENCRYPTED/m.test(pem)) {
    return "The key is encrypted: paste it without a passphrase (openssl pkey -in key.pem)";
  }
  if (!/-----END (?:[A-Z]+ )?PRIVATE KEY-----/.test(pem)) return "The end of the key is missing: paste all of it";
  return hasDirt(pem) ? "Paste the key as plain text: it holds characters that PEM does not have" : null;
}

/** Comments beside the blocks may be in any language; control characters and zero-width ones are damage. */
function hasDirt(pem: string): boolean {
  return /(?![\t\r\n])\p{Cc}|\p{Cf}/u.test(pem);
}
