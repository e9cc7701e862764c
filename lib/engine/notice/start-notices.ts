// News of destinations by another road: looks at their states once a second, and sends what is news to the webhooks. What is open and
// what is on its way is kept in one file, so that a restart neither repeats nor loses it.
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { State, type Status, worstState } from "#lib/destination/status";
import { sumStatus } from "#lib/destination/sum-status";
import type { ExportedDestination } from "#lib/engine/exported-destination";
import type { DestinationMeasures } from "#lib/engine/health/metric-rows";
import { type NoticeDuty, SavedNotices } from "#lib/engine/notice/duty";
import { createIncidents, type Observed } from "#lib/engine/notice/incidents";
import { noticeOf } from "#lib/engine/notice/notice";
import { createOutbox } from "#lib/engine/notice/outbox";
import { sendWebhook } from "#lib/engine/notice/webhook";
import type { Network } from "#lib/engine/open-socket";
import type { EngineConfiguration, Webhook } from "#lib/engine/protocol";
import { signals } from "#lib/otlp/signal";

type Parts = {
  destinations(): readonly Pick<ExportedDestination, "configured" | "measures" | "status">[];
  configuration(): EngineConfiguration | null;
  network(): Network;
  clock: { /** Milliseconds since 1970. */ now(): number };
  /** Where the file lies. */
  directory: string;
  onBug(error: unknown): void;
};

export type Notices = {
  /** For a few seconds this engine sends the notices of several nodes; returns where it stands. */
  takeDuty(duty: NoticeDuty): SavedNotices;
  /** Ends before the destinations do. */
  stop(): Promise<void>;
};

const tickMs = 1000;
/** No duty is longer: of a clock that was set back. */
const dutyMaxMs = 10_000;

export function startNotices(parts: Parts): Notices {
  const notices = createNotices(parts);
  let ticking: Promise<void> | null = null;
  const timer = setInterval(() => {
    ticking ??= notices
      .tick()
      .catch(parts.onBug)
      .finally(() => {
        ticking = null;
      });
  }, tickMs);
  return {
    takeDuty: notices.takeDuty,
    async stop() {
      clearInterval(timer);
      await ticking;
      await notices.stop();
    },
  };
}

/** Without its timer. */
export function createNotices({ destinations, configuration, network, clock, directory, onBug }: Parts) {
  const file = noticesFile(join(directory, "notices.json"), onBug);
  const saved = file.read();
  let incidents = createIncidents(saved?.incidents ?? null, clock.now());
  let duty: NoticeDuty | null = null;

  const outbox = createOutbox({
    saved: saved?.pending ?? [],
    send: (webhook, notice, abort) => sendWebhook(webhook, notice, network(), abort),
    now: clock.now,
    changed: save,
    onBug,
  });

  function current(): SavedNotices {
    return { incidents: incidents.saved(), pending: [...outbox.pending()] };
  }

  function save(): Promise<void> {
    return file.write(current);
  }

  function observe(webhooks: readonly Webhook[], elsewhere: NoticeDuty["elsewhere"], nowMs: number): void {
    if (webhooks.length === 0) {
      incidents.forget();
      return;
    }
    const all = destinations();
    const news = incidents.observe(
      all.map((one) => observedEverywhere(observedOf(one.measures(nowMs)), elsewhere)),
      nowMs,
    );
    for (const each of news) {
      const one = all.find((other) => other.configured().id === each.id);
      if (!one) continue;
      const status = sumStatus(one.status(nowMs), ofDestination(elsewhere, each.id));
      const origin = configuration()?.origin ?? "";
      const about = { news: each, configured: one.configured(), status, origin, nowMs };
      outbox.put(noticeOf(about), webhooks);
    }
  }

  return {
    async tick(): Promise<void> {
      const known = configuration();
      if (known === null) return;
      const nowMs = clock.now();
      const shared = standing(duty, nowMs);
      const { webhooks } = shared ?? known;
      observe(webhooks, shared?.elsewhere ?? [], nowMs);
      // On disk before it is sent: after a crash it may come twice, and not never.
      await save();
      outbox.push(webhooks);
    },
    takeDuty(next: NoticeDuty): SavedNotices {
      const nowMs = clock.now();
      if (standing(duty, nowMs) === null && next.saved !== null) {
        incidents = createIncidents(next.saved.incidents, nowMs);
        outbox.adopt(next.saved.pending);
      }
      duty = next;
      return current();
    },
    idle: outbox.idle,
    async stop(): Promise<void> {
      await outbox.stop();
      await save();
    },
  };
}

/** null = none, or it is over; a clock that was set back ends it early. */
function standing(duty: NoticeDuty | null, nowMs: number): NoticeDuty | null {
  return duty !== null && nowMs < duty.untilMs && duty.untilMs - nowMs <= dutyMaxMs ? duty : null;
}

function observedOf({ id, signals: all }: DestinationMeasures): Observed {
  const state = worstState({ traces: all.traces.state, metrics: all.metrics.state, logs: all.logs.state });
  const lanes = signals
    .filter((signal) => all[signal].state !== "off")
    .map((signal) => {
      const { ledger, oldestAtMs, lastSuccessAtMs } = all[signal];
      return { queued: ledger.queued, oldestAtMs, lastSuccessAtMs };
    });
  return { id, state, lanes };
}

/** Off and paused are the settings' word, which holds everywhere; what an away node told last counts until it is back. */
function observedEverywhere(here: Observed, elsewhere: readonly (Status & { id: string })[]): Observed {
  const others = ofDestination(elsewhere, here.id);
  if (here.state === "off" || here.state === "paused" || others.length === 0) return here;
  const state = State.options.find((one) => [here, ...others].some((other) => other.state === one)) ?? here.state;
  return { id: here.id, state, lanes: [...here.lanes, ...others.flatMap(lanesOf)] };
}

function ofDestination(elsewhere: readonly (Status & { id: string })[], wanted: string): (Status & { id: string })[] {
  return elsewhere.filter(({ id }) => id === wanted);
}

function lanesOf({ signals: all, ledger, queue }: Status): Observed["lanes"] {
  const momentOf = (iso: string | null) => (iso === null ? null : Date.parse(iso));
  return signals.map((signal) => {
    const { queued } = ledger[signal];
    const oldestAtMs = queued > 0 ? momentOf(queue.oldestAt) : null;
    return { queued, oldestAtMs, lastSuccessAtMs: momentOf(all[signal].lastSuccessAt) };
  });
}

/** Written where it has changed, one after the other; what is asked for last is on the disk in the end. */
function noticesFile(path: string, onBug: (error: unknown) => void) {
  let written = "";
  let writing = Promise.resolve();
  return {
    /** Our own file: what cannot be read is begun anew. */
    read(): SavedNotices | null {
      try {
        return SavedNotices.parse(JSON.parse(readFileSync(path, "utf8")));
      } catch {
        return null;
      }
    },
    write(now: () => SavedNotices): Promise<void> {
      writing = writing.then(async () => {
        const text = JSON.stringify(now());
        if (text === written) return;
        try {
          await writeFile(`${path}.tmp`, text, { mode: 0o600 });
          await rename(`${path}.tmp`, path);
          written = text;
        } catch (error) {
          // A full disk: the next time. The message goes out all the same.
          if (!(error instanceof Error && "code" in error)) onBug(error);
        }
      });
      return writing;
    },
  };
}
