// Parses the TLS material of a destination with node:crypto (R11.3, C14). Server only; opens no socket.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { checkTls } from "#lib/destination/check-tls";
import type { Problem } from "#lib/destination/problem";
import { connectionPath, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination, Tls } from "#lib/destination/schema";

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Problems of certificates and keys whose text is right (check.ts): PEM that does not parse, no fit, no CA, out of date. */
export function checkTlsMaterial(destination: ProbedDestination, now: Date = new Date()): Problem[] {
  const shared = { at: connectionPath("shared"), tls: destination.connection?.tls };
  const own = enabledSignals(destination).map((signal) => ({
    at: connectionPath(signal),
    tls: destination.signals[signal]?.connection?.tls,
  }));
  return [shared, ...own].flatMap(({ at, tls }) => (tls ? checkMaterial(tls, `${at}/tls`, now) : []));
}

function checkMaterial(tls: Tls, at: string, now: Date): Problem[] {
  const judged = new Set(checkTls(tls, at).map(({ path }) => path));
  const text = (field: "ca" | "clientCert" | "clientKey") =>
    judged.has(`${at}/${field}`) ? undefined : (tls[field] ?? undefined);
  const found: Problem[] = [];
  const wrong = (field: keyof Tls, message: string) =>
    found.push({ path: `${at}/${field}`, code: "tls.material_invalid", message, fix: null });

  const authorities = readCertificates(text("ca"));
  if (typeof authorities === "number") wrong("ca", unreadable(authorities));
  const chain = readCertificates(text("clientCert"));
  if (typeof chain === "number") wrong("clientCert", unreadable(chain));
  const pem = text("clientKey");
  const key = pem === undefined ? undefined : readKey(pem);
  if (key === null) wrong("clientKey", "The key cannot be read: paste it again as unencrypted PEM");
  if (Array.isArray(chain)) {
    const message = chainFault(chain, key ?? null, now);
    if (message) wrong("clientCert", message);
    else if (key && !chain[0]?.checkPrivateKey(key)) wrong("clientKey", "This key does not fit the client certificate");
  }
  return found;
}

function chainFault(chain: readonly X509Certificate[], key: KeyObject | null, now: Date): string | null {
  const [leaf, ...rest] = chain;
  if (!leaf) return null;
  if (key && !leaf.checkPrivateKey(key)) {
    if (rest.some((other) => other.checkPrivateKey(key))) return "Put the certificate of this key first in the chain";
    if (leaf.ca)
      return "This is the certificate of an authority: paste it under Custom CA, and the client's own one here";
  }
  if (leaf.validToDate < now) return `The client certificate ended on ${day(leaf.validToDate)}`;
  return leaf.validFromDate > now ? `The client certificate begins on ${day(leaf.validFromDate)}` : null;
}

/** 3 Nov 2026, in UTC. */
function day(date: Date): string {
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

function unreadable(position: number): string {
  return position === 1
    ? "The certificate cannot be read: paste it again, from BEGIN to END"
    : `Certificate ${position} cannot be read: paste it again, from BEGIN to END`;
}

/** The certificates of a PEM text, or the position (from 1) of the one that does not parse. */
function readCertificates(pem: string | undefined): X509Certificate[] | number | undefined {
  if (pem === undefined) return undefined;
  const found: X509Certificate[] = [];
  for (const [text] of pem.matchAll(block)) {
    try {
      found.push(new X509Certificate(text));
    } catch {
      return found.length + 1;
    }
  }
  return found.length === pem.split("-----BEGIN CERTIFICATE-----").length - 1 ? found : found.length + 1;
}

function readKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
