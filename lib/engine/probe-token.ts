// The stage "token" of a probe: what is fetched before a request can be authorised, and what came of it. The token itself is only
// learned as a secret; it is in no evidence.
import { errorOf } from "#lib/engine/probe-connection-stages";
import type { Group } from "#lib/engine/probe-lanes";
import { type Evidence, emitStage, type ProbeRun, type StageDraft } from "#lib/engine/probe-run";
import { diagnoseToken, whatHappened } from "#lib/otlp/explain/token";
import type { TokenSeen } from "#lib/otlp/observation";
import type { Signal } from "#lib/otlp/signal";

/** Whether requests of this group need something fetched first. */
export function needsToken({ network }: ProbeRun, { members }: Group): boolean {
  const connection = members[0]?.connection;
  return connection !== undefined && network.authorizers.of(connection)?.fetch != null;
}

/** True: it is there, or nothing is needed. `afterTls` runs what it is given once the stage before is told. */
export async function fetchToken(
  run: ProbeRun,
  { members, signals }: Group,
  afterTls: (then: () => void) => void,
): Promise<boolean> {
  const connection = members[0]?.connection;
  const fetch = connection && run.network.authorizers.of(connection)?.fetch;
  if (!fetch) return true;
  const { seen, secrets } = await fetch(run.network, run.abort);
  for (const secret of secrets) run.secrets.learn(secret);
  const draft = tokenStage(seen, signals);
  if (seen.isGranted) {
    // The first answer to an item may tell of TLS: nobody waits for that here.
    afterTls(() => emitStage(run, draft));
    return true;
  }
  await new Promise<void>((told) => afterTls(told));
  run.diagnosis.push(diagnoseToken(seen, signals));
  emitStage(run, draft);
  return false;
}

function tokenStage(seen: TokenSeen, signals: Signal[]): StageDraft {
  const { isGranted, origin, status, tokenType, expiresInS, error, words, contentType, skewMs, fault } = seen;
  const evidence: Evidence = {
    tokenServer: origin,
    status,
    tokenType,
    expiresInSeconds: expiresInS === null ? null : Math.min(expiresInS, Number.MAX_SAFE_INTEGER),
    contentType: isGranted ? undefined : contentType,
    oauthError: error,
    serverWords: words,
    clockSkewSeconds: isGranted || skewMs === null ? undefined : Math.round(skewMs / 1000),
    reached: fault === null ? undefined : fault.at,
    error: errorOf(fault),
  };
  const summary = isGranted ? grantedWords(seen) : `${noun(seen)} was not given: ${whatHappened(seen)}`;
  const { startMs, durationMs } = seen;
  return { stage: "token", signals, status: isGranted ? "passed" : "failed", startMs, durationMs, summary, evidence };
}

function noun({ from }: TokenSeen): string {
  return from === "aws" ? "Credentials of this host" : "An access token";
}

function grantedWords(seen: TokenSeen): string {
  if (seen.from === "aws") return "Credentials of this host found";
  const host = seen.origin.replace(/^https?:\/\//, "").replace(/:(443|80)$/, "");
  const life = seen.expiresInS === null ? "" : `, ${lifeWords(seen.expiresInS)}`;
  return `Token from ${host}${life}`;
}

function lifeWords(seconds: number): string {
  if (seconds >= 86_400) return "good for a day or more";
  return seconds < 120 ? `good for ${seconds} s` : `good for ${Math.round(seconds / 60)} min`;
}
