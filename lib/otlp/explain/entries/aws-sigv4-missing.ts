// A06: AWS takes OTLP signed with SigV4 alone, and logs only with the names of their group and stream. Fingerprint: AWS' own error
// names. A host of AWS that refuses an unsigned request without a name is as clear.
import { scopeOfHost } from "#lib/destination/aws-endpoint";
import { effectiveConnection } from "#lib/destination/resolve";
import { headerOf, textOf } from "#lib/otlp/explain/answer-text";
import { awsError, isFromAws } from "#lib/otlp/explain/aws";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isAuthRefusal, isDelivered } from "#lib/otlp/explain/facts";
import { quoted } from "#lib/otlp/explain/said";
import type { Certainty } from "#lib/otlp/report";

const unsigned =
  /^(?:MissingAuthenticationToken|IncompleteSignature|AccessDenied|UnrecognizedClient|InvalidClientTokenId)$/i;
const misSigned =
  /^(?:InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|UnrecognizedClient|InvalidClientTokenId|CredentialScopeMismatch)$/i;
const logNames = /x-aws-log-(?:group|stream)|\blog[ -](?:group|stream)\b/i;

export const awsSigv4Missing: Entry = {
  code: "aws.sigv4_missing",
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    if (attempt !== null && lacksLogNames(facts, attempt)) {
      return {
        title: "CloudWatch wants to know the log group and the log stream",
        advice: "Add the headers x-aws-log-group and x-aws-log-stream with their names. Both must exist already.",
        fix: null,
      };
    }
    if (isSigned(facts)) {
      const { region, service } = scopeOfHost(facts.host);
      const scope = region && service ? ` This host wants region ${region} and service ${service}.` : "";
      return {
        title: "AWS refuses the signature of this request",
        advice: `Check the access key, its secret, the region and the service.${scope}${quoted(attempt)}`,
        fix: null,
      };
    }
    return {
      title: "AWS wants requests signed with SigV4, and these are not",
      advice: "Choose AWS SigV4 under Authentication and enter an access key. A fixed header cannot do it.",
      fix: null,
    };
  },
};

function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  if (isDelivered(attempt) || !isFromAws(facts, attempt) || saysClock(attempt)) return null;
  if (lacksLogNames(facts, attempt)) return "certain";
  const error = awsError(attempt) ?? "";
  if (isSigned(facts)) return misSigned.test(error) ? "certain" : null;
  if (!isAuthRefusal(attempt) && attempt.answer.httpStatus !== 400) return null;
  if (isFromGateway(facts, attempt)) return unsigned.test(error) || saysUnsigned(attempt) ? "possible" : null;
  if (unsigned.test(error) || misSigned.test(error) || saysUnsigned(attempt)) return "certain";
  return isAuthRefusal(attempt) ? "likely" : null;
}

/** API Gateway says "Missing Authentication Token" of every path that it does not know. */
function isFromGateway({ host }: Facts, attempt: Attempt): boolean {
  const isMarked = ["x-amz-apigw-id", "apigw-requestid"].some((name) => headerOf(attempt, name) !== null);
  return isMarked || /\.(?:execute-api|lambda-url)\./i.test(host);
}

function isSigned({ destination, signals: [signal] }: Facts): boolean {
  const connection = signal === undefined ? null : effectiveConnection(destination, signal);
  return connection?.auth.type === "sigv4";
}

function saysUnsigned(attempt: Attempt): boolean {
  return /\bmissing authentication token\b|\bauthorization\b.*\b(?:credential|signature|signedheaders)\b/i.test(
    textOf(attempt),
  );
}

/** A07. */
function saysClock(attempt: Attempt): boolean {
  return /\bsignature (?:expired|not yet)/i.test(textOf(attempt));
}

function lacksLogNames({ destination }: Facts, attempt: Attempt): boolean {
  if (attempt.signal !== "logs" || attempt.answer.httpStatus !== 400 || !logNames.test(textOf(attempt))) return false;
  const sent = effectiveConnection(destination, "logs")?.headers.map(({ name }) => name.toLowerCase()) ?? [];
  return !sent.includes("x-aws-log-group") || !sent.includes("x-aws-log-stream");
}
