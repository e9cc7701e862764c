// A02: the key is known and may not do this. Fingerprint: PERMISSION_DENIED with credentials, UNAUTHENTICATED without; over HTTP, where
// some backends answer 403 to an unknown key too, 403 and 401 and a word about the right that is missing.
import { closerThanRefusal } from "#lib/otlp/explain/credentials";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isAuthRefusal, isDelivered } from "#lib/otlp/explain/facts";
import { saysBadKey, saysRight } from "#lib/otlp/explain/refusal-words";
import { quoted } from "#lib/otlp/explain/said";
import type { Certainty } from "#lib/otlp/report";

const permissionDenied = 7;
const unauthenticated = 16;

export const authNoPermission: Entry = {
  code: "auth.no_permission",
  yieldsTo: closerThanRefusal,
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const status = attempt?.answer.grpcStatus?.name ?? "403";
    return {
      title: `The credentials may not send this: ${status}`,
      advice: `Grant the key the right to ingest, or use an ingest key of this environment.${quoted(attempt)}`,
      fix: null,
    };
  },
};

function certaintyOf({ anonymous, hasCredentials }: Facts, attempt: Attempt): Certainty | null {
  const isDenied = attempt.answer.httpStatus === 403 || attempt.answer.grpcStatus?.code === permissionDenied;
  if (!isDenied || !isAuthRefusal(attempt) || !hasCredentials) return null;
  if (anonymous !== null && isDelivered(anonymous)) return null;
  if (attempt.answer.isHtml || saysBadKey(attempt)) return "possible";
  const { httpStatus, grpcStatus } = anonymous?.answer ?? {};
  // The specification of gRPC keeps PERMISSION_DENIED for callers that are known.
  if (grpcStatus?.code === unauthenticated) return "certain";
  if (saysRight(attempt)) return httpStatus === 401 ? "certain" : "likely";
  return httpStatus === 401 ? "likely" : "possible";
}
