// The API key of the environment: an admin for programs.
import { createHash, timingSafeEqual } from "node:crypto";

/** Compares digests, in constant time: neither the length nor a prefix of the key can be measured. */
export function isApiKey(given: string, key: string | null): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(key ?? "")) && key !== null;
}
