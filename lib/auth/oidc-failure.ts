// Which refusal an error of the OpenID Connect library, or a fault on the way, comes to. Pure. What is none of them is a bug: null.
import * as oauth from "oauth4webapi";
import { type Refused, refused } from "#lib/auth/oidc-refusal";
import type { CheckedFetch } from "#lib/engine/checked-fetch";

type Fault = Extract<Awaited<ReturnType<CheckedFetch>>, { fault: object }>["fault"];

export function oidcFailure(error: unknown, fault: Fault | null): Refused | null {
  if (fault !== null) {
    const isBlocked = fault.at === "blocked" || fault.at === "settings";
    return refused(isBlocked ? "blocked" : "unreachable", `${fault.at}: ${codeOf(fault.code)}`);
  }
  if (error instanceof oauth.AuthorizationResponseError) {
    const isDenied = ["access_denied", "login_required", "consent_required", "interaction_required"].includes(
      error.error,
    );
    return refused(isDenied ? "denied" : "answer", codeOf(error.error));
  }
  if (error instanceof oauth.ResponseBodyError)
    return refused(tokenRefusals[error.error] ?? "answer", codeOf(error.error));
  if (error instanceof oauth.WWWAuthenticateChallengeError) return refused("answer", "userinfo was refused");
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    const refusal = libraryRefusals[error.code ?? ""];
    if (refusal !== undefined) return refused(refusal, error.code);
    return refused(isOfToken(error.message) ? "untrusted" : "answer", error.code);
  }
  // A key of theirs that cannot be imported.
  return error instanceof DOMException ? refused("untrusted", error.name) : null;
}

/** RFC 6749 §5.2. A code that was used, is too old or somebody else's is invalid_grant. */
const tokenRefusals: Record<string, "client" | "used"> = {
  invalid_client: "client",
  unauthorized_client: "client",
  invalid_grant: "used",
};

const libraryRefusals: Record<string, "clock" | "untrusted" | "answer"> = {
  [oauth.JWT_TIMESTAMP_CHECK]: "clock",
  [oauth.JWT_CLAIM_COMPARISON]: "untrusted",
  [oauth.KEY_SELECTION]: "untrusted",
  [oauth.JSON_ATTRIBUTE_COMPARISON]: "answer",
};

/** One code stands for wrong answers of every kind; the library's words, which hold no value, tell a token's from the rest. */
function isOfToken(message: string): boolean {
  return /JWT|JWS|ID Token|JWK/.test(message);
}

/** Codes are chosen by the provider, and by whoever made the address that came back. */
function codeOf(text: string): string {
  return /^[\w.-]{1,64}$/.test(text) ? text : "an unusual code";
}
