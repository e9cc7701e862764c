// What a token server's answer means: a token, or why there is none, in the terms of RFC 6749. Reads only; the library judged the
// answer before.

import { originOf } from "#lib/destination/origin";
import type { Auth } from "#lib/destination/schema";
import { tokenTarget } from "#lib/destination/token-endpoint";
import type { TokenExchange } from "#lib/engine/authorize/token-request";
import type { TokenSeen } from "#lib/otlp/observation";
import { showWords } from "#lib/otlp/words";

/** What is known before anything is asked. */
export function unasked(auth: Auth, startMs: number): TokenSeen {
  const target = tokenTarget(auth);
  return {
    ...{ startMs, durationMs: 0, from: auth.type === "google" ? "google" : "oauth2", isGranted: false },
    origin: target === null ? "" : originOf(target),
    ...{ status: null, contentType: null, error: null, words: null, skewMs: null, fault: null },
    ...{ expiresInS: null, tokenType: null },
  };
}

export function asAnswered(seen: TokenSeen, exchange: TokenExchange, nowMs: number): TokenSeen {
  if ("fault" in exchange) return { ...seen, fault: exchange.fault };
  const { status, contentType, date, body } = exchange.answer;
  const serverMs = date === null ? Number.NaN : Date.parse(date);
  return {
    ...seen,
    ...{ status, contentType },
    ...errorIn(body),
    skewMs: Number.isNaN(serverMs) ? null : serverMs - nowMs,
  };
}

/** A header must hold it beside others; a word of two letters would be hidden everywhere. */
const tokenLength = { min: 8, max: 16_384 };

/** Why a token cannot be sent (RFC 6749 A.12); null when it can. Never with the token itself. */
export function flawOf(token: string): string | null {
  const { length } = token;
  if (length < tokenLength.min) return `a token of ${length} characters`;
  if (length > tokenLength.max) return `a token of ${length} characters, more than a header holds`;
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(token) ? null : "a token with characters that no header holds";
}

function errorIn(body: Buffer): Pick<TokenSeen, "error" | "words"> {
  try {
    const json: unknown = JSON.parse(body.toString());
    if (typeof json !== "object" || json === null) return { error: null, words: null };
    const { error, error_description: words } = json as Record<string, unknown>;
    const code = typeof error === "string" ? showWords(error) : null;
    return { error: code, words: typeof words === "string" ? showWords(words) : null };
  } catch {
    return { error: null, words: null };
  }
}
