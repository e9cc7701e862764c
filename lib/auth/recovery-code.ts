// Recovery codes: for somebody whose authenticator app is gone. 80 bits each, so that a plain hash of one cannot be tried out.
import { createHash, randomBytes } from "node:crypto";
import { base32 } from "#lib/auth/totp";

const codesCount = 10;
const bytes = 10;

/** `abcd-efgh-ijkl-mnop`, ten of them: shown once. */
export function newRecoveryCodes(): string[] {
  const letters = () => base32(randomBytes(bytes)).toLowerCase();
  return Array.from({ length: codesCount }, () => (letters().match(/.{4}/g) ?? []).join("-"));
}

/** With the account in it: the same code of two people is two hashes. Case, dashes and blanks do not count. */
export function hashRecoveryCode(userId: string, code: string): string {
  const letters = code.toLowerCase().replace(/[^a-z0-9]/g, "");
  return createHash("sha256").update(`${userId}\n${letters}`).digest("base64url");
}
