// What a refusal says of the credentials that were sent: the schemes that the server names, and whether their form may be why.
// Knows forms (destination/credential-shape.ts) and no value.
import type { CredentialShape } from "#lib/destination/credential-shape";
import type { Change, Fix, Transform } from "#lib/destination/problem";
import type { Finding } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isAuthRefusal, isDelivered } from "#lib/otlp/explain/facts";
import { saysBadKey, saysRight } from "#lib/otlp/explain/refusal-words";
import type { Certainty } from "#lib/otlp/report";
import { quirksOf } from "#lib/preset/quirks";

const unauthenticated = 16;

/** What explains a refusal more closely than "wrong key" or "no permission" do. */
export const closerThanRefusal = [
  "header.surrounding_quotes",
  "header.percent_encoding",
  "header.invisible_or_non_ascii",
  "header.basic_not_base64",
  "header.auth_scheme",
  "auth.wrong_header_name",
  "auth.wrong_region",
  "tenant.missing",
  "aws.sigv4_missing",
  "aws.clock_skew",
  "gcp.quota_project_or_role",
  "edge.waf_block",
] as const;

/** Refused for who is asking, with credentials that no other signal gets through with. */
export function refusedAttempts(facts: Facts): Attempt[] {
  if (!facts.hasCredentials || facts.attempts.some(isDelivered)) return [];
  return facts.attempts.filter(isAuthRefusal);
}

/** 403 with them, for a right that is missing, and 401 without: they were read and understood (A02). */
function isUnderstood(facts: Facts): boolean {
  const { anonymous } = facts;
  const isAsked = anonymous?.answer.httpStatus === 401 || anonymous?.answer.grpcStatus?.code === unauthenticated;
  return isAsked && refusedAttempts(facts).every(isDenied);
}

function isDenied(attempt: Attempt): boolean {
  const { httpStatus, grpcStatus, isHtml } = attempt.answer;
  if (saysBadKey(attempt)) return false;
  // Any page has a role="main".
  return grpcStatus?.code === 7 || (httpStatus === 403 && !isHtml && saysRight(attempt));
}

/** The same refusal with and without credentials: they are wrong, or nobody reads them. */
export function isSameWithout({ anonymous }: Facts, attempt: Attempt): boolean {
  if (anonymous === null || anonymous.answer.outcome.kind === "accepted") return false;
  const [one, other] = [anonymous.answer, attempt.answer];
  return (
    one.httpStatus === other.httpStatus && one.grpcStatus?.code === other.grpcStatus?.code && one.words === other.words
  );
}

/** What a refusal may be put down to: the signals refused, for the first shape that `judge` finds fault with. */
export function findShape(facts: Facts, judge: (shape: CredentialShape) => Certainty | null): Finding | null {
  const [fault] = faultyShapes(facts, judge);
  if (fault === undefined) return null;
  return { certainty: fault.certainty, signals: refusedAttempts(facts).map(({ signal }) => signal) };
}

export function faultyShapes(facts: Facts, judge: (shape: CredentialShape) => Certainty | null) {
  if (refusedAttempts(facts).length === 0 || isUnderstood(facts)) return [];
  return facts.credentials.flatMap((shape) => {
    const certainty = judge(shape);
    return certainty === null ? [] : [{ shape, certainty }];
  });
}

/** One transform for every value that has the fault. */
export function transformFix(shapes: readonly CredentialShape[], label: string, transform: Transform): Fix | null {
  const changes: Change[] = shapes.map(({ pointer }) => ({ path: pointer, transform }));
  return changes.length === 0 ? null : { label, changes };
}

/** The schemes of WWW-Authenticate, in lower case: ["bearer", "basic"]. Kong's "Key" stands for a key in a header of its own. */
export function challenges(facts: Facts): string[] {
  const said = [...refusedAttempts(facts), ...(facts.anonymous ? [facts.anonymous] : [])].flatMap(({ exchange }) => {
    const { headers = {}, trailers = {} } = exchange.answer ?? {};
    return [headers["www-authenticate"], trailers["www-authenticate"]].filter((one) => one !== undefined);
  });
  const names = said.flatMap((header) => {
    const bare = header.replace(/"(?:[^"\\]|\\.)*"/g, "");
    return [...bare.matchAll(/(?:^|,)\s*([A-Za-z][\w-]{0,30})(?=\s*(?:,|$)|\s+[^=\s])/g)].map(([, name = ""]) => name);
  });
  return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => name !== "key");
}

/** The scheme that this host's documentation names: "basic", "api-token"; "" for the key alone; null where nothing is known. */
export function documentedScheme(facts: Facts): string | null {
  const quirks = quirksOf(facts.host);
  if (quirks === null || quirks.headerName?.toLowerCase() !== "authorization") return null;
  if (quirks.auth === "basic" || quirks.auth === "bearer") return quirks.auth;
  const { format } = quirks;
  if (format === null || quirks.auth !== "header") return null;
  if (/ alone$/.test(format)) return "";
  return /^Authorization: (\S+) and /i.exec(format)?.[1]?.toLowerCase() ?? null;
}

/** What the backend's documentation says that its key goes in; to end an advice. */
export function formatWords(facts: Facts): string {
  const quirks = quirksOf(facts.host);
  return quirks?.format ? ` ${quirks.name} wants ${quirks.format}.` : "";
}
