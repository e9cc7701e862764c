// Why there is no access token: what was seen of the token request in, a diagnosis out. Its failures are of the token server, not of
// the destination, and so have codes of their own. Pure.
import type { TokenFault, TokenSeen } from "#lib/otlp/observation";
import type { Certainty, Diagnosis } from "#lib/otlp/report";

type Told = { code: string; certainty: Certainty; title: string; advice: string };

const skewMaxMs = 30_000;
const clockWords = /\b(iat|exp|nbf|timeframe|not yet valid|used too (early|late)|clock|expired)\b/i;

export function diagnoseToken(seen: TokenSeen, signals: Diagnosis["signals"]): Diagnosis {
  return { ...tell(seen), signals, fix: null };
}

/** One line, for a status. */
export function noTokenWords(seen: TokenSeen): string {
  return `${seen.from === "aws" ? "No AWS credentials" : "No access token"}: ${whatHappened(seen)}`;
}

/** "invalid_client (401)", "ECONNREFUSED", "200, text/html". */
export function whatHappened({ fault, error, status, contentType, flaw }: TokenSeen): string {
  if (flaw !== undefined) return flaw;
  if (fault !== null)
    return fault.at === "settings" || fault.at === "key" ? fault.message : `${fault.code}, ${fault.message}`;
  if (error !== null) return `${error} (${status})`;
  return contentType === null ? String(status) : `${status}, ${contentType}`;
}

function tell(seen: TokenSeen): Told {
  const { fault, error, status, flaw } = seen;
  if (flaw !== undefined) return ofFlaw(flaw);
  if (fault !== null) return ofFault(fault, seen);
  if (isClock(seen)) return ofClock(seen);
  if (error === "invalid_client" || error === "unauthorized_client" || (status === 401 && error === null)) {
    return {
      code: "token.invalid_client",
      certainty: error === null ? "likely" : "certain",
      title: `The token server does not accept this client: ${whatHappened(seen)}`,
      advice: `Check client ID and secret at ${seen.origin}, and whether it wants them in the header or in the form.`,
    };
  }
  if (error === "invalid_scope" || error === "invalid_target" || error === "invalid_resource") {
    return {
      code: "token.invalid_scope",
      certainty: "certain",
      title: `The token server does not know this scope or audience: ${whatHappened(seen)}`,
      advice:
        "Enter scopes and audience as the provider writes them; Microsoft wants one scope that ends in /.default.",
    };
  }
  if (error === "invalid_grant" || error === "unsupported_grant_type") {
    return {
      code: "token.invalid_grant",
      certainty: "certain",
      title: `The token server refuses the grant: ${whatHappened(seen)}`,
      advice:
        seen.from === "google"
          ? "The key or its account may be deleted or disabled: create a new key for the service account."
          : "Allow the client credentials grant for this client at the provider.",
    };
  }
  return notATokenEndpoint(seen);
}

function notATokenEndpoint(seen: TokenSeen): Told {
  const { status, error, origin } = seen;
  if (error !== null || (status !== null && status >= 500) || status === 429) {
    return {
      code: "token.refused",
      certainty: error === null ? "likely" : "certain",
      title: `The token server gives no token: ${whatHappened(seen)}`,
      advice: seen.words ?? `Try again, and look into the log of ${origin} if it stays.`,
    };
  }
  return {
    code: "token.not_a_token_endpoint",
    certainty: "certain",
    title: `The token URL answers without a token: ${whatHappened(seen)}`,
    advice: "Enter the URL that the provider names as token endpoint; it mostly ends in /token.",
  };
}

function ofFlaw(flaw: string): Told {
  return {
    code: "token.not_a_token_endpoint",
    certainty: "certain",
    title: `The token URL answers with no token that can be sent: ${flaw}`,
    advice: "Check that the URL is the provider's token endpoint, and have its answer looked at: it is no usual token.",
  };
}

/** By the words of the refusal; the Date of the answer shows by how much. */
function isClock({ error, words, skewMs }: TokenSeen): boolean {
  if (error !== "invalid_grant" && error !== "invalid_client") return false;
  return (
    clockWords.test(words ?? "") && (skewMs === null || Math.abs(skewMs) > skewMaxMs || /\biat\b/i.test(words ?? ""))
  );
}

function ofClock({ skewMs }: TokenSeen): Told {
  const seconds = Math.round(Math.abs(skewMs ?? 0) / 1000);
  const by =
    skewMs !== null && Math.abs(skewMs) > skewMaxMs ? `: it is ${seconds} s ${skewMs > 0 ? "behind" : "ahead"}` : "";
  return {
    code: "token.clock",
    certainty: by === "" ? "likely" : "certain",
    title: `The clock of this machine does not fit the token server's${by}`,
    advice: "Set the clock by NTP: an assertion is taken only within minutes of its time.",
  };
}

const wayWords: Partial<Record<TokenFault["at"], string>> = {
  dns: "its name does not resolve",
  tcp: "nothing answers on its port",
  proxy: "the proxy does not open the way",
  tls: "the TLS handshake fails",
  answer: "it does not answer",
  blocked: "the target policy blocks its address",
};

function ofFault({ at, code, message }: TokenFault, { origin, from }: TokenSeen): Told {
  if (from === "aws") {
    return {
      code: "token.no_host_credentials",
      certainty: "certain",
      title: "This host has no AWS credentials",
      advice: `${message}. Give it a role, a shared credentials file or AWS_ACCESS_KEY_ID, or enter static keys.`,
    };
  }
  const way = wayWords[at];
  if (way !== undefined) {
    return {
      code: "token.unreachable",
      certainty: "certain",
      title: `The token server is not reached, ${way}: ${code}`,
      advice: `${origin} is asked for the token before anything is sent. Check the token URL, and whether it can be reached from here.`,
    };
  }
  return {
    code: "settings.invalid",
    certainty: "certain",
    title: `No token can be asked for: ${message}`,
    advice: "Enter the key again, whole.",
  };
}
