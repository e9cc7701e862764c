// Seals texts with AES-256-GCM. The key is an argument; what the text belongs to (`context`) is authenticated with it, so
// that a sealed text copied beside something else does not open. Knows nothing of what is sealed.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const version = "v1";
const nonceBytes = 12;
const tagBytes = 16;

/** `v1.` and base64url of nonce, tag and ciphertext. */
export function seal(key: Buffer, text: string, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(`${version}\n${context}`));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** Null where the key, the context or a bit differs. */
export function unseal(key: Buffer, sealed: string, context: string): string | null {
  const [prefix, encoded, ...rest] = sealed.split(".");
  const bytes = Buffer.from(encoded ?? "", "base64url");
  if (prefix !== version || rest.length > 0 || bytes.length < nonceBytes + tagBytes) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(`${version}\n${context}`));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** A key for one purpose, 32 bytes: knowing it tells nothing about the sealing key or another purpose's. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", `outspan ${purpose}`, 32));
}

/**
 * Equal texts at one place have equal ones under one key. Without the key nobody can try values, and two places never show that they
 * hold the same. `ab12-cd34`.
 */
export function fingerprintOf(key: Buffer, place: readonly string[], text: string): string {
  const bound = JSON.stringify([place, text]);
  const digest = createHmac("sha256", deriveKey(key, "secret fingerprint")).update(bound).digest("hex");
  return `${digest.slice(0, 4)}-${digest.slice(4, 8)}`;
}
