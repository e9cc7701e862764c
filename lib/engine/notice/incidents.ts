// When a destination's trouble is news: one message when it is refused, backlogged or long in vain, one when it is well again. Pure; knows neither
// webhooks nor words. Off, paused or gone ends an incident without a message: whoever did that knows, and "recovered" would be a lie.
import * as z from "zod";
import type { State } from "#lib/destination/status";

const Trouble = z.enum(["refused", "backlogged", "retrying"]);
type Trouble = z.output<typeof Trouble>;

/** What a restart must not forget. */
const Incident = z.strictObject({
  sinceMs: z.number(),
  /** Each once, in the order in which they came. */
  troubles: z.array(Trouble),
  isTold: z.boolean(),
  /** It began soon after the end of another one was told. */
  isRelapse: z.boolean(),
});
type Incident = z.output<typeof Incident>;

export const SavedIncidents = z.strictObject({
  open: z.record(z.string(), Incident),
  /** Until when a destination that was just said to be well again is not news. */
  quietUntilMs: z.record(z.string(), z.number()),
});
export type SavedIncidents = z.output<typeof SavedIncidents>;

export type Observed = {
  id: string;
  state: State;
  lanes: readonly { queued: number; oldestAtMs: number | null; lastSuccessAtMs: number | null }[];
};

export type News = { id: string; event: Trouble | "recovered"; lastedMs: number; troubles: readonly Trouble[] };

export type Incidents = {
  observe(all: readonly Observed[], nowMs: number): News[];
  /** Nobody listens. */
  forget(): void;
  saved(): SavedIncidents;
};

/** So long it must be well before it is said; so long after a relapse, so that flapping is one incident. */
const wellMs = 10_000;
const settleMs = 60_000;
/** So old what waits must be before it is said that it is tried in vain. */
const outageMs = 5 * 60_000;

type Open = Incident & { lastTroubleAtMs: number; wellSinceMs: number | null };

/** By id. `quietUntilMs` as it is saved. */
type Known = { open: Map<string, Open>; quietUntilMs: Map<string, number> };

/** `nowMs`: what was accepted before the start does not say that anything is well. */
export function createIncidents(saved: SavedIncidents | null, nowMs: number): Incidents {
  const known: Known = { open: new Map(), quietUntilMs: new Map(Object.entries(saved?.quietUntilMs ?? {})) };
  const { open, quietUntilMs } = known;
  for (const [id, incident] of Object.entries(saved?.open ?? {})) {
    open.set(id, { ...incident, lastTroubleAtMs: nowMs, wellSinceMs: null });
  }
  return {
    observe(all, nowMs) {
      const ids = new Set(all.map(({ id }) => id));
      for (const id of [...open.keys(), ...quietUntilMs.keys()]) if (!ids.has(id)) forgetOne(known, id);
      for (const [id, untilMs] of quietUntilMs) {
        if (untilMs <= nowMs || untilMs > nowMs + settleMs) quietUntilMs.delete(id);
      }
      return all.flatMap((one) => observeOne(known, one, nowMs));
    },
    forget() {
      open.clear();
      quietUntilMs.clear();
    },
    saved: () => ({
      open: Object.fromEntries(
        [...open].map(([id, { sinceMs, troubles, isTold, isRelapse }]) => [
          id,
          { sinceMs, troubles, isTold, isRelapse },
        ]),
      ),
      quietUntilMs: Object.fromEntries(quietUntilMs),
    }),
  };
}

function observeOne(known: Known, one: Observed, nowMs: number): News[] {
  const incident = known.open.get(one.id);
  const trouble = troubleOf(one, nowMs);
  if (trouble) return inTrouble(known, one.id, trouble, nowMs);
  if (one.state === "off" || one.state === "paused") forgetOne(known, one.id);
  else if (incident) return afterTrouble(known, one, incident, nowMs);
  return [];
}

function inTrouble({ open, quietUntilMs }: Known, id: string, trouble: Trouble, nowMs: number): News[] {
  const isQuiet = nowMs < (quietUntilMs.get(id) ?? nowMs);
  const begun = { sinceMs: nowMs, troubles: [], isTold: false, isRelapse: isQuiet };
  const incident = open.get(id) ?? { ...begun, lastTroubleAtMs: nowMs, wellSinceMs: null };
  const troubles = [...new Set([...incident.troubles, trouble])];
  const isNews = !incident.isTold && !isQuiet;
  const isTold = incident.isTold || isNews;
  open.set(id, { ...incident, troubles, isTold, lastTroubleAtMs: nowMs, wellSinceMs: null });
  return isNews ? [{ id, event: trouble, lastedMs: nowMs - incident.sinceMs, troubles }] : [];
}

function afterTrouble({ open, quietUntilMs }: Known, one: Observed, incident: Open, nowMs: number): News[] {
  const { id } = one;
  if (!isWell(one, incident.lastTroubleAtMs)) {
    open.set(id, { ...incident, wellSinceMs: null });
    return [];
  }
  // A clock that was set back begins anew.
  const wellSinceMs = Math.min(incident.wellSinceMs ?? nowMs, nowMs);
  open.set(id, { ...incident, wellSinceMs });
  if (nowMs - wellSinceMs < (incident.isRelapse ? settleMs : wellMs)) return [];
  open.delete(id);
  if (!incident.isTold) return [];
  quietUntilMs.set(id, wellSinceMs + settleMs);
  const { sinceMs, troubles } = incident;
  return [{ id, event: "recovered", lastedMs: wellSinceMs - sinceMs, troubles }];
}

function forgetOne({ open, quietUntilMs }: Known, id: string): void {
  open.delete(id);
  quietUntilMs.delete(id);
}

/** A server that is away for a moment is no news; one that is away while telemetry grows old is. */
function troubleOf({ state, lanes }: Observed, nowMs: number): Trouble | null {
  if (state === "refused" || state === "backlogged") return state;
  const isOld = lanes.some(({ oldestAtMs }) => oldestAtMs !== null && nowMs - oldestAtMs > outageMs);
  return state === "retrying" && isOld ? "retrying" : null;
}

/** After a restart and after a change of settings nothing fails yet, but what waits must have been tried before that means anything. */
function isWell({ state, lanes }: Observed, lastTroubleAtMs: number): boolean {
  if (state !== "delivering" && state !== "nothing_to_send") return false;
  return lanes.every(({ queued, lastSuccessAtMs }) => queued === 0 || (lastSuccessAtMs ?? 0) > lastTroubleAtMs);
}
