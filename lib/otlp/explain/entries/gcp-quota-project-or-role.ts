// A08: Google knows who is asking, and a role, the API or a quota project is missing; or the token in a fixed header has ended, as
// it does after an hour. Fingerprint: the reason that Google's errors name for programs.
import { textOf } from "#lib/otlp/explain/answer-text";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isAuthRefusal } from "#lib/otlp/explain/facts";
import { quoted } from "#lib/otlp/explain/said";
import type { Certainty } from "#lib/otlp/report";

const reasons: Record<string, { title: string; advice: string }> = {
  SERVICE_DISABLED: {
    title: "The API is off in this Google Cloud project",
    advice: "Enable telemetry.googleapis.com in the project that pays for the requests, and wait a few minutes.",
  },
  USER_PROJECT_DENIED: {
    title: "The quota project of these requests may not be used",
    advice: "Grant Service Usage Consumer on the project in x-goog-user-project, or name another project there.",
  },
  CONSUMER_INVALID: {
    title: "The quota project of these requests does not exist",
    advice: "Set the header x-goog-user-project to the ID of a project that has the API enabled.",
  },
  IAM_PERMISSION_DENIED: {
    title: "A role is missing in Google Cloud",
    advice: "Grant the service account the roles that write telemetry: traces, metrics and logs have one each.",
  },
  ACCESS_TOKEN_EXPIRED: {
    title: "The Google access token has ended",
    advice:
      "A token in a fixed header lasts an hour. Choose Google service account under Authentication: it is renewed.",
  },
};
const quotaProject = {
  title: "Google wants to know which project pays for these requests",
  advice: "Set the header x-goog-user-project to the ID of a project that has telemetry.googleapis.com enabled.",
};
const general = {
  title: "Google Cloud refuses this: token, role or quota project",
  advice:
    "A token in a fixed header ends after an hour: choose Google service account under Authentication. Else grant the roles that write telemetry, and set the header x-goog-user-project to the quota project.",
};

export const gcpQuotaProjectOrRole: Entry = {
  code: "gcp.quota_project_or_role",
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const reason = attempt === null ? null : reasonOf(attempt);
    const { title, advice } = (reason === null ? null : reasons[reason]) ?? meant(attempt) ?? general;
    return { title, advice: `${advice}${quoted(attempt)}`, fix: null };
  },
};

/** Without a named reason, by Google's words. */
function meant(attempt: Attempt | null) {
  const words = attempt?.answer.words ?? "";
  if (/\bquota project\b/i.test(words)) return quotaProject;
  return /\bpermission\b.{0,80}\bdenied\b/i.test(words) ? reasons.IAM_PERMISSION_DENIED : null;
}

function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  if (!isAuthRefusal(attempt) || attempt.answer.isHtml) return null;
  if (reasonOf(attempt) !== null) return "certain";
  const isGoogle = /(?:^|\.)googleapis\.com$/i.test(facts.host);
  if (!isGoogle || !facts.hasCredentials) return null;
  return "likely";
}

/** Out of google.rpc.ErrorInfo: JSON, or the bytes of grpc-status-details-bin, where texts stand as they are. */
function reasonOf(attempt: Attempt): string | null {
  const details = attempt.exchange.answer?.trailers["grpc-status-details-bin"] ?? "";
  const said = `${textOf(attempt)}\n${Buffer.from(details, "base64").toString("latin1")}`;
  if (!/googleapis\.com/.test(said)) return null;
  return Object.keys(reasons).find((reason) => new RegExp(`\\b${reason}\\b`).test(said)) ?? null;
}
