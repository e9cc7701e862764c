// A01: the server does not know who is asking. What it says without credentials tells a wrong key from a key that is not
// needed, and from a key that is never read (failures.md §0.1, rule 6).
import type { Change } from "#lib/destination/problem";
import { effectiveConnection } from "#lib/destination/resolve";
import { closerThanRefusal, formatWords } from "#lib/otlp/explain/credentials";
import { setField } from "#lib/otlp/explain/edits";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isAuthRefusal, isDelivered } from "#lib/otlp/explain/facts";
import { saysBadKey, saysRight } from "#lib/otlp/explain/refusal-words";
import { quoted } from "#lib/otlp/explain/said";
import type { Certainty } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

const unauthenticated = 16;

export const authMissingOrInvalid: Entry = {
  code: "auth.missing_or_invalid",
  yieldsTo: closerThanRefusal,
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const status = attempt === null ? "" : statusWord(attempt);
    if (!facts.hasCredentials) {
      const advice = `Enter the token, the password or the header that this backend asks for.${formatWords(facts)}${quoted(attempt)}`;
      return { title: `The server asks for credentials, and none are set: ${status}`, advice, fix: null };
    }
    const { anonymous } = facts;
    if (anonymous !== null && isDelivered(anonymous)) {
      return {
        title: `The server refuses these credentials and needs none: ${status} with them, accepted without`,
        advice: "Send nothing, or paste a current key if the data must be attributed to you.",
        fix: { label: "Remove the credentials", changes: removal(facts, signals) },
      };
    }
    if (isFetched(facts, signals)) {
      return {
        title: `The server refuses the token that was fetched for it: ${status}`,
        advice: `The token is new. Check that its scopes and audience are those that this backend asks for.${quoted(attempt)}`,
        fix: null,
      };
    }
    const isSame =
      anonymous !== null && statusWord(anonymous) === status && anonymous.answer.words === attempt?.answer.words;
    return isSame
      ? {
          title: `The credentials are wrong or not read: ${status} with and without them`,
          advice: `Paste a current key for this environment. If it is current, check which header this backend reads.${quoted(attempt)}`,
          fix: null,
        }
      : {
          title: `The server refuses these credentials: ${status}`,
          advice: `It reads them: without them it answers differently. Paste a current key for this environment.${quoted(attempt)}`,
          fix: null,
        };
  },
};

/** Not typed by anybody: another key would be no better. */
function isFetched({ destination }: Facts, [signal]: readonly Signal[]): boolean {
  const auth = signal === undefined ? undefined : effectiveConnection(destination, signal)?.auth.type;
  return auth === "oauth2" || auth === "google";
}

/** 403 and PERMISSION_DENIED are A02's words; some backends use them for an unknown key as well. A page is a gateway's (A09). */
function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  if (!isAuthRefusal(attempt)) return null;
  const isClear = attempt.answer.httpStatus === 401 || attempt.answer.grpcStatus?.code === unauthenticated;
  const { isHtml, sentByIntermediary } = attempt.answer;
  if (isClear && sentByIntermediary) return isHtml ? "possible" : "likely";
  if (isClear) return isHtml ? "likely" : "certain";
  if (facts.anonymous !== null && isDelivered(facts.anonymous)) return "certain";
  if (!facts.hasCredentials) return isHtml ? "possible" : "likely";
  if (isHtml) return isToldApart(facts) ? null : "possible";
  if (saysBadKey(attempt)) return "likely";
  return isToldApart(facts) && (isGrpcWord(attempt) || saysRight(attempt)) ? null : "possible";
}

/** Without credentials the server asks for some, so the ones that were refused had been understood. */
function isToldApart({ anonymous }: Facts): boolean {
  return anonymous?.answer.httpStatus === 401 || anonymous?.answer.grpcStatus?.code === unauthenticated;
}

/** PERMISSION_DENIED speaks of a caller that is known; an HTTP 403 may not. */
function isGrpcWord({ exchange }: Attempt): boolean {
  return exchange.transport === "grpc";
}

function statusWord({ answer }: Attempt): string {
  return answer.grpcStatus === null ? String(answer.httpStatus) : answer.grpcStatus.name;
}

function removal(facts: Facts, signals: readonly Signal[]): Change[] {
  const [signal] = signals;
  const connection = signal === undefined ? null : effectiveConnection(facts.destination, signal);
  if (connection === null) return [];
  const { auth, headers } = connection;
  const readable = headers.filter((header) => header.secret === false);
  return [
    ...(auth.type === "none" ? [] : setField(facts.destination, signals, "auth", { type: "none" })),
    ...(readable.length === headers.length ? [] : setField(facts.destination, signals, "headers", readable)),
  ];
}
