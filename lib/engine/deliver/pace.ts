// How fast one lane may go: requests in flight, and the time before the next one. Pure; time and chance are arguments.
// One request is in flight while it is not known whether the destination is well, so an outage never ends in a stampede.
import type { Verdict } from "#lib/engine/deliver/judge";

export type Pace = {
  /** Requests that may be in flight; a fraction while it grows slowly. */
  window: number;
  /** Up to here the window grows by one an answer, beyond it by one a full window. */
  knownGood: number;
  notBeforeMs: number;
  /** Failures in a row, and since when; requests that fell together count as one. */
  failures: number;
  failingSinceMs: number | null;
  failedAtMs: number | null;
  /** The longest the server itself asked for during this outage (R7.3). */
  askedMs: number;
  refusals: number;
};

export type PaceLimits = {
  windowMax: number;
  firstMs: number;
  longestMs: number;
  slowFirstMs: number;
  slowLongestMs: number;
};

export const paceDefaults: PaceLimits = {
  windowMax: 8,
  firstMs: 250,
  longestMs: 30_000,
  slowFirstMs: 5_000,
  slowLongestMs: 300_000,
};

/** R7.2: more than an hour is absurd. */
const askedMax = 3_600_000;
const shortestMs = 50;
/** A wait is at most this part of the outage so far: who is back after 20 s is not left alone for another 20. */
const patience = 1 / 16;
const patienceFromMs = 1_000;

export const unhurried: Pace = {
  window: 1,
  knownGood: Number.POSITIVE_INFINITY,
  notBeforeMs: 0,
  failures: 0,
  failingSinceMs: null,
  failedAtMs: null,
  askedMs: 0,
  refusals: 0,
};

/** Milliseconds until a request may go; null: not before an answer comes. */
export function waitMs(pace: Pace, inFlight: number, nowMs: number, limits: PaceLimits): number | null {
  if (inFlight >= Math.min(Math.floor(pace.window), limits.windowMax)) return null;
  return Math.max(0, pace.notBeforeMs - nowMs);
}

/** The operator's "Retry now": at once, with one request. */
export function retryNow(pace: Pace): Pace {
  return { ...pace, window: 1, notBeforeMs: 0 };
}

export type Moment = { sentAtMs: number; nowMs: number /** 0 ≤ chance < 1 */; chance: number };

export function afterVerdict(pace: Pace, verdict: Verdict, moment: Moment, limits: PaceLimits): Pace {
  switch (verdict.kind) {
    case "accepted":
      return afterAccepted(pace, moment, limits);
    case "again":
      return afterFailure(pace, verdict.askedMs, moment, limits);
    case "destination_refused":
      return afterRefusal(pace, verdict.tryAnother, moment, limits);
    // The server is there and reads: nothing to wait for. No proof either that it takes what comes.
    case "bad_batch":
    case "too_large":
      return isOld(pace, moment) ? pace : { ...pace, failures: 0, failingSinceMs: null, failedAtMs: null, askedMs: 0 };
  }
}

/** Sent before the last failure was known: says nothing of the time after it. */
function isOld(pace: Pace, { sentAtMs }: Moment): boolean {
  return pace.failedAtMs !== null && sentAtMs < pace.failedAtMs;
}

function afterAccepted(pace: Pace, moment: Moment, limits: PaceLimits): Pace {
  if (isOld(pace, moment)) return pace;
  const grown = pace.window < pace.knownGood ? pace.window + 1 : pace.window + 1 / pace.window;
  // What the server asked to wait for still holds: notBeforeMs stays.
  return {
    ...unhurried,
    notBeforeMs: pace.notBeforeMs,
    knownGood: pace.knownGood,
    window: Math.min(grown, limits.windowMax),
  };
}

function afterFailure(pace: Pace, asked: number | null, moment: Moment, limits: PaceLimits): Pace {
  const { nowMs, chance } = moment;
  const boundedMs = Math.min(Math.max(asked ?? 0, 0), askedMax);
  const askedWaitMs = boundedMs + chance * Math.min(boundedMs / 10, 5_000);
  if (isOld(pace, moment)) {
    // Fell together with one that was counted: only a longer wish of the server counts.
    return boundedMs > 0 ? { ...pace, notBeforeMs: Math.max(pace.notBeforeMs, nowMs + askedWaitMs) } : pace;
  }
  const failingSinceMs = pace.failingSinceMs ?? nowMs;
  const askedMs = Math.max(pace.askedMs, boundedMs);
  const patientMs = Math.max(patienceFromMs, (nowMs - failingSinceMs) * patience);
  // What is asked for now is waited anyway; what was asked before is where the backoff grows from (R7.3).
  const ceilingMs = Math.min(
    Math.max(Math.min(limits.firstMs * 2 ** pace.failures, patientMs), pace.askedMs * 2),
    limits.longestMs,
  );
  const backoffMs = Math.max(shortestMs, chance * ceilingMs);
  return {
    window: 1,
    // A single request that failed says nothing of how many are too many.
    knownGood: pace.window >= 2 ? Math.floor(pace.window / 2) : pace.knownGood,
    notBeforeMs: Math.max(pace.notBeforeMs, nowMs + Math.max(askedWaitMs, backoffMs)),
    failures: pace.failures + 1,
    failingSinceMs,
    failedAtMs: nowMs,
    askedMs,
    refusals: 0,
  };
}

/** R7.12: slowly, one request at a time; where the batch may be at fault, another is tried at once, but only once. */
function afterRefusal(pace: Pace, tryAnother: boolean, moment: Moment, limits: PaceLimits): Pace {
  if (isOld(pace, moment)) return pace;
  const { nowMs, chance } = moment;
  const ceilingMs = Math.min(limits.slowFirstMs * 2 ** pace.refusals, limits.slowLongestMs);
  const slowMs = tryAnother && pace.refusals === 0 ? 0 : ceilingMs / 2 + (chance * ceilingMs) / 2;
  return {
    ...unhurried,
    knownGood: pace.knownGood,
    notBeforeMs: Math.max(pace.notBeforeMs, nowMs + slowMs),
    failedAtMs: nowMs,
    refusals: pace.refusals + 1,
  };
}
