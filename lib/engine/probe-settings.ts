// The first stage: are the values right? Judged by the same functions as in the form. Sends nothing, except that a missing
// scheme is proposed as the one that answers on that port.

import { checkDestination } from "#lib/destination/check";
import { hostCredentialProblems } from "#lib/destination/check-signing";
import { applyFix } from "#lib/destination/fix";
import type { Fix, Problem } from "#lib/destination/problem";
import { effectiveConnection, enabledSignals, resolvedUrls } from "#lib/destination/resolve";
import { checkTlsMaterial } from "#lib/destination/tls-material";
import { askQuestion } from "#lib/engine/probe-checks";
import { hasCredentials } from "#lib/engine/probe-lanes";
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
  const repaired = await Promise.all(problems.map((problem) => withRightScheme(run, problem)));
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

/** C01: of http and https the one that the port speaks, where it can be asked. */
async function withRightScheme(run: ProbeRun, problem: Problem): Promise<Problem> {
  const { fix } = problem;
  const [signal] = enabledSignals(run.destination);
  if (problem.code !== "url.missing_scheme" || fix === null || signal === undefined) return problem;
  const [change] = fix.changes;
  const own = /^\/signals\/(traces|metrics|logs)\//.exec(problem.path)?.[1] as Signal | undefined;
  const connection = effectiveConnection(applyFix(run.destination, fix), own ?? signal);
  if (connection === null || change === undefined || !("value" in change)) return problem;
  const { host, port, tls } = connection.target;
  const asking = { connection, network: run.network, secrets: run.secrets, nowMs: () => run.wallClock().getTime() };
  const reply = await askQuestion(asking, { kind: "port", host, port, signal }, run.abort);
  if (reply.kind !== "port" || !reply.open) return problem;
  const speaksTls = reply.tls !== null;
  const isPlain = !speaksTls && reply.plain === "http";
  if (speaksTls === tls || (!speaksTls && !isPlain)) return problem;
  const value = String(change.value).replace(/^https?:/, speaksTls ? "https:" : "http:");
  const right: Fix = { label: `Use ${value}`, changes: [{ path: change.path, value }] };
  return { ...problem, fix: right };
}
