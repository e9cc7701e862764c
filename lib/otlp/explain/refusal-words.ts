// What the words of a refusal speak of: a right that is missing, or a key that is not known. By concepts, for A01 and A02, which
// some backends both answer with 403. Knows no status.
import { headerOf, textOf } from "#lib/otlp/explain/answer-text";
import { awsError } from "#lib/otlp/explain/aws";
import type { Attempt } from "#lib/otlp/explain/facts";

const rights =
  /\bpermissions?\b|\bprivileges?\b|\bscopes?\b|\broles?\b|\bread[- ]?only\b|\b(?:un|not )authori[sz]ed (?:to|for)\b|\b(?:not|n.t) (?:be )?(?:allowed|permitted|entitled) to\b|\b(?:lacks?|lacking|does not have|doesn.t have|has no|without|missing|no)\b.{0,30}\b(?:access|rights?|write|ingest\w*)\b|\b(?:ingest\w*|metrics|traces|logs|spans)[:.](?:write|ingest)\b|[:.](?:write|ingest)\b/i;
const key = "(?:key|token|credential|secret|licen[cs]e|password|jwt|signature)s?";
const flaw =
  "(?:invalid|unknown|wrong|bad|expired|revoked|incorrect|unrecogni[sz]ed|disabled|inactive|malformed|not (?:a )?(?:valid|found|known|active|recogni[sz]ed))";
const badKey = new RegExp(`\\b${flaw}\\b.{0,40}\\b${key}\\b|\\b${key}\\b.{0,60}\\b${flaw}\\b`, "i");

/** Named for programs: RFC 6750's error, AWS' own. */
function isRightNamed(attempt: Attempt): boolean {
  return (
    /\binsufficient_scope\b/.test(headerOf(attempt, "www-authenticate") ?? "") || awsError(attempt) === "AccessDenied"
  );
}

/** "lacks the scope ingest:write". */
export function saysRight(attempt: Attempt): boolean {
  return isRightNamed(attempt) || rights.test(textOf(attempt));
}

/** "Invalid API key", and no word of a right. */
export function saysBadKey(attempt: Attempt): boolean {
  return !saysRight(attempt) && badKey.test(textOf(attempt));
}
