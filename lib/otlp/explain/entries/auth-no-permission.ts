// A02: the key is known and may not do this. Fingerprint: 403 with credentials, 401 without.
import { closerThanRefusal } from "#lib/otlp/explain/credentials";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isAuthRefusal, isDelivered } from "#lib/otlp/explain/facts";
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
      advice: "Grant the key the right to ingest, or use an ingest key of this environment.",
      fix: null,
    };
  },
};

function certaintyOf({ anonymous, hasCredentials }: Facts, attempt: Attempt): Certainty | null {
  const isDenied = attempt.answer.httpStatus === 403 || attempt.answer.grpcStatus?.code === permissionDenied;
  if (!isDenied || !isAuthRefusal(attempt) || !hasCredentials) return null;
  if (anonymous === null) return "possible";
  if (isDelivered(anonymous)) return null;
  const isUnknownWithout = anonymous.answer.httpStatus === 401 || anonymous.answer.grpcStatus?.code === unauthenticated;
  return isUnknownWithout && !attempt.answer.isHtml ? "certain" : "possible";
}
