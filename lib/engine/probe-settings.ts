// The first stage: are the values right? Judged by the same functions as in the form. Sends nothing, except that a missing
// scheme or port is proposed as the one that answers.

import { checkDestination } from "#lib/destination/check";
import { hostCredentialProblems } from "#lib/destination/check-signing";
import type { Problem } from "#lib/destination/problem";
import { effectiveConnection, enabledSignals, hasCredentials, resolvedUrls } from "#lib/destination/resolve";
import { checkTlsMaterial } from "#lib/destination/tls-material";
import { confirmFix } from "#lib/engine/probe-proposals";
import { emitStage, type ProbeRun } from "#lib/engine/probe-run";
import { diagnoseProblems } from "#lib/otlp/explain/diagnose";
import type { Signal } from "#lib/otlp/signal";

/** Tells the stage; false = the values are wrong and nothing may be sent. `found` is what the console found already. */
export async function checkSettings(run: ProbeRun, found: readonly Problem[]): Promise<boolean> {
  const enabled = enabledSignals(run.destination);
  const problems = distinct([
    ...found,
    ...checkDestination(run.destination),
    ...checkTlsMaterial(run.destination, run.wallClock()),
    ...(run.network.authorizers.allowsHostCredentials ? [] : hostCredentialProblems(run.destination, enabled)),
  ]);
  const repaired = await Promise.all(problems.map((problem) => confirmFix(run, problem)));
  run.diagnosis.push(...diagnoseProblems(repaired, enabled));
  const isRight = problems.length === 0;
  const messages = problems.map(({ path, message }) => ({ field: path, message }));
  emitStage(run, {
    stage: "settings",
    signals: enabled,
    status: isRight ? "passed" : "failed",
    startMs: 0,
    durationMs: run.network.now(),
    summary: isRight ? settingsWords(run, enabled) : (problems[0]?.message ?? ""),
    evidence: isRight ? { urls: resolvedUrls(run.destination) } : { problems: messages },
  });
  return isRight;
}

function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.code}`, problem])).values()];
}

/** "3 URLs resolve, bearer token, 1 header". */
function settingsWords({ destination }: ProbeRun, enabled: readonly Signal[]): string {
  const connections = enabled.flatMap((signal) => effectiveConnection(destination, signal) ?? []);
  const kinds = {
    ...{ none: "", bearer: "bearer token", basic: "basic auth" },
    ...{ sigv4: "SigV4", oauth2: "OAuth2 client", google: "Google service account" },
  };
  const auth = [...new Set(connections.map((connection) => kinds[connection.auth.type]))].filter((word) => word !== "");
  const headers = new Set(
    connections.flatMap((connection) => connection.headers.map(({ name }) => name.toLowerCase())),
  );
  const parts = [
    `${enabled.length} ${enabled.length === 1 ? "URL" : "URLs"}`,
    ...auth,
    ...(headers.size === 0 ? [] : [`${headers.size} ${headers.size === 1 ? "header" : "headers"}`]),
  ];
  return connections.some(hasCredentials) || headers.size > 0
    ? parts.join(", ")
    : `${parts.join(", ")}, no credentials`;
}
