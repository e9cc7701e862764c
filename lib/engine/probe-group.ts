// One set of credentials on one connection: sends each signal's real item once, side by side, and reads from the answers
// whether protocol and auth are right. On success nothing else is sent; after a failure, only what tells its cause.
import type { Channel } from "#lib/engine/channel";
import type { Checks } from "#lib/engine/probe-check-words";
import { examine, factsOf } from "#lib/engine/probe-examine";
import {
  authFailed,
  authPassed,
  protocolFailed,
  protocolPassed,
  signalStage,
  sortAttempts,
} from "#lib/engine/probe-exchange-stages";
import { type Item, itemFor, sendItem } from "#lib/engine/probe-item";
import type { Group, Lane } from "#lib/engine/probe-lanes";
import { emitStage, type ProbeRun, skipStage } from "#lib/engine/probe-run";
import { diagnose, questionsFor } from "#lib/otlp/explain/diagnose";
import {
  type Attempt,
  isAuthRefusal,
  isDelivered,
  isPathMissing,
  isUnanswered,
  lacksTrailers,
  saysMissingAlpn,
  saysNoClientCertificate,
  saysTlsPort,
  speaksOfConnection,
} from "#lib/otlp/explain/facts";
import { isElsewhere } from "#lib/otlp/explain/ladder";
import type { ConnectionSeen } from "#lib/otlp/observation";
import type { Signal } from "#lib/otlp/signal";
import { quirksOf } from "#lib/preset/quirks";

export type Opened = {
  lane: Lane;
  group: Group;
  channel: Channel;
  seen: Omit<ConnectionSeen, "signals">;
  /** Hears of every attempt first; false = the connection itself turned out to be refused, and said so in its own stage. */
  admit: (attempt: Attempt) => boolean;
};

type Progress = {
  items: Map<Signal, Item>;
  attempts: Attempt[];
  told: boolean;
  emitted: Set<Signal>;
  isAdmitted: boolean;
  /** The signal whose stage waits for the checks that its acceptance gives rise to, and shows them. */
  doubt: { signal: Signal; checks: Promise<Checks> } | null;
};

export async function probeGroup(run: ProbeRun, opened: Opened): Promise<void> {
  const { group, channel, admit } = opened;
  const progress: Progress = {
    ...{ items: new Map(), attempts: [], told: false, emitted: new Set(), isAdmitted: true, doubt: null },
  };
  for (const member of group.members) progress.items.set(member.signal, itemFor(run, member));
  await Promise.all(
    group.members.map(async ({ signal }) => {
      const item = progress.items.get(signal);
      if (item === undefined) return;
      const attempt = await sendItem(run, channel, item, true);
      progress.attempts.push(attempt);
      if (!admit(attempt)) progress.isAdmitted = false;
      tellEarly(run, opened, progress, attempt);
    }),
  );
  progress.attempts = sortAttempts(progress.attempts);
  if (progress.attempts.every(isDelivered)) await succeed(run, opened, progress);
  else await fail(run, opened, progress);
}

/** An accepted item proves path and credentials: nobody waits for a slower signal, unless a refusal came first. */
function tellEarly(run: ProbeRun, opened: Opened, progress: Progress, attempt: Attempt): void {
  const { group, lane, seen, channel } = opened;
  if (!isDelivered(attempt) || (run.anonymous && group.hasCredentials)) return;
  if (!progress.told && progress.attempts.some(isAuthRefusal)) return;
  tellPassed(run, group, progress, [attempt]);
  const facts = factsOf(run, lane, [attempt.signal], seen, { attempts: [attempt], anonymous: null });
  if (progress.doubt === null && questionsFor(facts).length > 0) {
    // At once: the others are still on their way.
    const checks = examine(run, lane, facts, channel).then(({ replies }) => replies);
    progress.doubt = { signal: attempt.signal, checks };
  } else {
    tellSignal(run, progress, attempt, []);
  }
}

function tellPassed(run: ProbeRun, group: Group, progress: Progress, attempts: Attempt[]): void {
  if (progress.told) return;
  progress.told = true;
  const { signals, hasCredentials } = group;
  emitStage(run, protocolPassed({ attempts, signals, checks: [] }));
  emitStage(run, authPassed({ attempts, signals, checks: [], hasCredentials, anonymous: null }));
}

function tellSignal(run: ProbeRun, progress: Progress, attempt: Attempt, checks: Checks): void {
  if (progress.emitted.has(attempt.signal)) return;
  progress.emitted.add(attempt.signal);
  const item = progress.items.get(attempt.signal);
  const host = item?.member.connection.target.host ?? "";
  const laterRejection = quirksOf(host)?.laterRejection ?? null;
  const ids = item?.ids ?? {};
  emitStage(run, signalStage({ attempt, ids, temporality: item?.temporality ?? null, checks, laterRejection }));
}

async function succeed(run: ProbeRun, opened: Opened, progress: Progress): Promise<void> {
  const { group, lane, channel, seen } = opened;
  const { attempts } = progress;
  if (!progress.told) {
    const [first] = progress.items.values();
    const empty = first === undefined ? null : await sendItem(run, channel, { ...first, isEmpty: true }, false);
    const { signals, hasCredentials } = group;
    emitStage(run, protocolPassed({ attempts, signals, checks: [] }));
    emitStage(run, authPassed({ attempts, signals, checks: [], hasCredentials, anonymous: empty }));
  }
  const replies = (await progress.doubt?.checks) ?? [];
  const sent = { ...factsOf(run, lane, group.signals, seen, { attempts, anonymous: null }), replies };
  const facts = await examine(run, lane, sent, channel);
  const checked = progress.doubt?.signal ?? attempts[0]?.signal;
  for (const attempt of attempts) tellSignal(run, progress, attempt, attempt.signal === checked ? facts.replies : []);
  run.diagnosis.push(...diagnose(facts));
}

async function fail(run: ProbeRun, opened: Opened, progress: Progress): Promise<void> {
  const { group, lane, seen } = opened;
  const { signals, hasCredentials } = group;
  const { attempts } = progress;
  const anonymous = progress.isAdmitted ? await tryWithoutCredentials(run, opened, progress) : null;
  const replies = (await progress.doubt?.checks) ?? [];
  const sent = { ...factsOf(run, lane, signals, seen, { attempts, anonymous }), replies };
  const facts = await examine(run, lane, sent, opened.channel);
  run.diagnosis.push(...diagnose(facts));
  const checks = facts.replies;

  if (!progress.isAdmitted) return skipFrom(run, group, "protocol");
  const proving = attempts.filter(provesProtocol);
  if (proving.length === 0) {
    emitStage(run, protocolFailed({ attempts, signals, checks }));
    return skipFrom(run, group, "auth");
  }
  const refused = attempts.filter(isAuthRefusal);
  if (refused.length === 0) tellPassed(run, group, progress, proving);
  else {
    if (!progress.told) emitStage(run, protocolPassed({ attempts: proving, signals, checks: [] }));
    const whose = progress.told ? refused.map(({ signal }) => signal) : signals;
    emitStage(run, authFailed({ attempts: refused, signals: whose, hasCredentials, anonymous, checks }));
  }
  for (const attempt of attempts) {
    if (refused.includes(attempt)) skipStage(run, attempt.signal, [attempt.signal], "Not accepted: auth failed");
    else
      tellSignal(
        run,
        progress,
        attempt,
        isDelivered(attempt) && attempt.signal !== progress.doubt?.signal ? [] : checks,
      );
  }
}

/** api.md §2.2: after a refusal the same item once more, to tell a wrong key from none needed and from a missing right. */
async function tryWithoutCredentials(run: ProbeRun, opened: Opened, progress: Progress): Promise<Attempt | null> {
  const refused = progress.attempts.find(isAuthRefusal);
  const item = refused === undefined ? undefined : progress.items.get(refused.signal);
  if (item === undefined || !opened.group.hasCredentials || run.abort.aborted) return null;
  return sendItem(run, opened.channel, item, false);
}

/** It speaks the transport and the path exists (api.md, Who owns a failure). */
function provesProtocol(attempt: Attempt): boolean {
  if (isUnanswered(attempt)) return false;
  if (isAuthRefusal(attempt)) return true;
  const { answer } = attempt;
  const isRedirect = answer.httpStatus !== null && answer.httpStatus >= 300 && answer.httpStatus < 400;
  const isForeign = answer.unparseable || answer.sentByIntermediary || isRedirect || isOfConnection(attempt);
  return !isForeign && !isPathMissing(attempt) && !isElsewhere(attempt);
}

/** A refusal of how we came, told in HTTP. */
function isOfConnection(attempt: Attempt): boolean {
  const isOfTls = saysMissingAlpn(attempt) || saysTlsPort(attempt) || saysNoClientCertificate(attempt);
  return isOfTls || speaksOfConnection(attempt) || lacksTrailers(attempt);
}

/** Everything after a failure of the connection; each signal always has its own stage. */
export function skipFrom(run: ProbeRun, group: Group, from: "protocol" | "auth"): void {
  if (from === "protocol") skipStage(run, "protocol", group.signals);
  skipStage(run, "auth", group.signals);
  for (const signal of group.signals) skipStage(run, signal, [signal]);
}
