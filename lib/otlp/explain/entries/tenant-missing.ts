// A05: a backend for many tenants was not told which one. Its words say so at any status; the header that they mean is the same in
// all of Grafana's backends. Offered only where a request with it was taken.
import { effectiveConnection } from "#lib/destination/resolve";
import { textOf } from "#lib/otlp/explain/answer-text";
import { addHeader } from "#lib/otlp/explain/edits";
import { emptyBeside } from "#lib/otlp/explain/empties";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isDelivered } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, emptyReply, isTaken } from "#lib/otlp/explain/questions";
import type { Certainty } from "#lib/otlp/report";

const tenantHeader = "X-Scope-OrgID";
/** What these backends themselves call the tenant of a setup without tenants. */
const tenant = "anonymous";

export const tenantMissing: Entry = {
  code: "tenant.missing",
  ask: (facts) =>
    facts.attempts
      .filter((one) => certaintyOf(facts, one) !== null)
      .slice(0, 1)
      .map((one) => withTenant(facts, one)),
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const title = "The server does not know which tenant this is for";
    if (isSent(facts, attempt)) {
      const advice = `${tenantHeader} is sent and does not arrive: something on the way drops it, or the server reads another header.`;
      return { title, advice, fix: null };
    }
    const isProven = facts.attempts.some((one) => isTaken(emptyReply(facts, withTenant(facts, one))));
    const advice = `Add the header ${tenantHeader} with your tenant’s ID.`;
    if (!isProven) return { title, advice, fix: null };
    const header = { name: tenantHeader, value: tenant, secret: false };
    return {
      title,
      advice: `${advice} With “${tenant}” an empty request was taken: the items are then found under that tenant alone.`,
      fix: { label: `Add ${tenantHeader}: ${tenant}`, changes: addHeader(facts.destination, signals, header) },
    };
  },
};

function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  if (isDelivered(attempt) || attempt.answer.isHtml) return null;
  const said = textOf(attempt);
  const isNamed = /\bno[ _-]org[ _-]?id\b/i.test(said) || (/x-scope-orgid/i.test(said) && lacking.test(said));
  if (isNamed) return isSent(facts, attempt) ? "likely" : "certain";
  const isRate = attempt.answer.httpStatus === 429 || attempt.answer.grpcStatus?.code === 8;
  return described.test(said) && !isRate && !isSent(facts, attempt) ? "likely" : null;
}

const lacking =
  /\b(?:no|missing|required|requires|without|empty|absent|must|specify|not (?:set|found|provided|given|present))\b/i;
/** Not of a tenant that is unknown, or may send no more. */
const described =
  /\b(?:no|missing|without(?: an?)?|requires?(?: an?)?|specify(?: an?)?)\W{1,3}(?:tenant|org(?:ani[sz]ation)?)(?:[ _-]?id)?\b|\b(?:tenant|org(?:ani[sz]ation)?)(?:[ _-]?id)?\b\W{0,3}(?:header )?(?:is |was )?(?:missing|required|absent|empty|must be (?:given|set|sent|provided|specified)|not (?:set|given|sent|provided|specified|present))\b/i;

function isSent({ destination }: Facts, attempt: Attempt | null): boolean {
  const connection = attempt === null ? null : effectiveConnection(destination, attempt.signal);
  return connection?.headers.some(({ name }) => name.toLowerCase() === tenantHeader.toLowerCase()) === true;
}

function withTenant(facts: Facts, attempt: Attempt): EmptyQuestion {
  return { ...emptyBeside(facts, attempt), tenant };
}
