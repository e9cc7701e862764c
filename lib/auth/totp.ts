// Codes of an authenticator app, RFC 6238: six digits of SHA-1, a new one every 30 s. Pure; whether a code was used before is asked in
// lib/db/two-factor.ts.
import { createHmac, timingSafeEqual } from "node:crypto";

const stepMs = 30_000;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** 160 bits, as RFC 4226 recommends: 32 letters without padding. */
export const totpSecretBytes = 20;

/** Base32 without padding (RFC 4648), as apps want it. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

function bytesOf(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

export function totpStep(at: Date): number {
  return Math.floor(at.getTime() / stepMs);
}

/** `secret` in Base32. */
export function totpCode(secret: string, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", bytesOf(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** The step whose code this is: now, the one before or the one after, for clocks that differ. Null = none of them. */
export function matchingStep(secret: string, code: string, at: Date): number | null {
  const now = totpStep(at);
  const steps = [now - 1, now, now + 1].filter((step) => isEqual(totpCode(secret, step), code));
  return steps[0] ?? null;
}

function isEqual(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/** What the QR code says. Apps show the issuer above the account; a colon would part it from the account's name. */
export function totpUri(secret: string, { issuer, account }: { issuer: string; account: string }): string {
  const [shown, name] = [issuer.replaceAll(":", " "), account].map(encodeURIComponent);
  return `otpauth://totp/${shown}:${name}?secret=${secret}&issuer=${shown}&algorithm=SHA1&digits=6&period=30`;
}
