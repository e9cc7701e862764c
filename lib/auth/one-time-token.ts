// Tokens of set-up links and invitations: 256 bits, kept as a hash only.
import { createHash, randomBytes } from "node:crypto";

export function newToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

export const tokenLifeMs = 7 * 24 * 3600_000;

export function setupLink(origin: string, token: string): string {
  return `${origin}/setup?token=${token}`;
}
