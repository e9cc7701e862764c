// One connection of a probe, from the name to the last signal on it: tells each stage as it ends and stops at the first failure.

import type { EffectiveConnection } from "#lib/destination/resolve";
import type { StageSeen } from "#lib/engine/open-socket";
import { checksEvidence } from "#lib/engine/probe-check-words";
import { dnsStage, proxyStage, tcpStage, tlsStage } from "#lib/engine/probe-connection-stages";
import { examine, factsOf } from "#lib/engine/probe-examine";
import { probeGroup, skipFrom } from "#lib/engine/probe-group";
import type { Lane } from "#lib/engine/probe-lanes";
import { emitStage, type ProbeRun, type StageDraft, skipStage } from "#lib/engine/probe-run";
import { fetchToken, needsToken } from "#lib/engine/probe-token";
import { cleanProxy, type Secrets } from "#lib/engine/redact";
import { authorized, openChannel } from "#lib/engine/transport";
import { diagnose } from "#lib/otlp/explain/diagnose";
import type { Attempt } from "#lib/otlp/explain/facts";
import type { ConnectionSeen, TlsSeen } from "#lib/otlp/observation";

/** How long a finished handshake waits for a server that may still refuse our certificate, or its absence (R9.7). */
const tlsDoubtMs = 250;

export async function probeLane(run: ProbeRun, lane: Lane): Promise<void> {
  let failed: StageDraft | null = null;
  const observe = (seen: StageSeen) => {
    if (seen.stage === "tls") return;
    const draft = stageOf(seen, lane, run.secrets);
    if (draft.status === "failed") failed = draft;
    else emitStage(run, draft);
  };
  const { seen, channel } = await openChannel(withoutAuth(lane.connection), run.network, run.abort, observe);
  if (channel === null) return failConnection(run, lane, seen, failed ?? tlsDraft(seen, lane));
  const { admit, afterTls } = holdTls(run, lane, seen.tls);
  try {
    await Promise.all(
      lane.groups.map(async (group) => {
        if (!(await fetchToken(run, group, afterTls))) return skipFrom(run, group, "protocol");
        const [member] = group.members;
        const own = member ? authorized(channel, member.connection, run.network) : channel;
        await probeGroup(run, { lane, group, channel: own, seen, admit });
      }),
    );
  } finally {
    channel.close();
  }
}

/** The groups of a lane share its sockets, each with its own credentials. */
function withoutAuth(connection: EffectiveConnection): EffectiveConnection {
  return { ...connection, auth: { type: "none" } };
}

function stageOf(seen: Exclude<StageSeen, { stage: "tls" }>, lane: Lane, secrets: Secrets): StageDraft {
  const peer = lane.connection.proxy ?? lane.connection.target;
  if (seen.stage === "dns") return dnsStage(seen.seen, lane.signals);
  if (seen.stage === "tcp") return tcpStage(seen.seen, peer.host, lane.signals);
  return proxyStage(cleanProxy(seen.seen, secrets), lane.signals);
}

function tlsDraft(seen: Omit<ConnectionSeen, "signals">, lane: Lane): StageDraft | null {
  return seen.tls === null ? null : tlsStage(seen.tls, lane.signals, false);
}

/** The failed stage comes last, with the checks that told its cause; what depends on it is skipped. */
async function failConnection(
  run: ProbeRun,
  lane: Lane,
  seen: Omit<ConnectionSeen, "signals">,
  failed: StageDraft | null,
): Promise<void> {
  const facts = await examine(run, lane, factsOf(run, lane, lane.signals, seen));
  run.diagnosis.push(...diagnose(facts));
  if (failed !== null) {
    emitStage(run, { ...failed, evidence: { ...failed.evidence, checks: checksEvidence(facts.replies) } });
  }
  for (const stage of ["tcp", "proxy", "tls"] as const) {
    if (appliesTo(lane, stage) && seen[stage] === null) skipStage(run, stage, lane.signals);
  }
  for (const group of lane.groups) {
    if (needsToken(run, group)) skipStage(run, "token", group.signals);
    skipFrom(run, group, "protocol");
  }
}

function appliesTo({ connection }: Lane, stage: "tcp" | "proxy" | "tls"): boolean {
  if (stage === "proxy") return connection.proxy !== null;
  return stage === "tcp" || connection.target.tls;
}

/**
 * Tells the TLS stage once it is sure: at the first answer, or when no alert came for a while. Under TLS 1.3 an alert that
 * comes in place of the first answer belongs to the handshake.
 */
function holdTls(
  run: ProbeRun,
  lane: Lane,
  tls: TlsSeen | null,
): { admit: (attempt: Attempt) => boolean; afterTls: (then: () => void) => void } {
  if (tls === null) return { admit: () => true, afterTls: (then) => then() };
  let verdict: "open" | "passed" | "failed" = "open";
  const waiting: (() => void)[] = [];
  const tell = (refusal: TlsSeen | null) => {
    if (verdict !== "open") return;
    verdict = refusal === null ? "passed" : "failed";
    clearTimeout(timer);
    emitStage(run, tlsStage(refusal ?? tls, lane.signals, refusal === null));
    for (const then of waiting) then();
  };
  const timer = setTimeout(() => tell(null), tlsDoubtMs);
  return {
    admit: ({ exchange: { answer, fault } }) => {
      const isAlert = answer === null && fault?.alert !== undefined;
      tell(isAlert ? { ...tls, fault } : null);
      return verdict !== "failed";
    },
    afterTls: (then) => {
      if (verdict === "open") waiting.push(then);
      else then();
    },
  };
}
