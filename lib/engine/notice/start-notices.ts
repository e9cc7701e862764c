// News of destinations by another road: looks at their states once a second, and sends what is news to the webhooks. What is open and
// what is on its way is kept in one file, so that a restart neither repeats nor loses it.
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { worstState } from "#lib/destination/status";
import type { ExportedDestination } from "#lib/engine/exported-destination";
import type { DestinationMeasures } from "#lib/engine/health/metric-rows";
import { createIncidents, type Observed, SavedIncidents } from "#lib/engine/notice/incidents";
import { noticeOf } from "#lib/engine/notice/notice";
import { createOutbox, Pending } from "#lib/engine/notice/outbox";
import { sendWebhook } from "#lib/engine/notice/webhook";
import type { Network } from "#lib/engine/open-socket";
import type { EngineConfiguration } from "#lib/engine/protocol";
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

export type Notices = { /** Ends before the destinations do. */ stop(): Promise<void> };

const Saved = z.strictObject({ incidents: SavedIncidents, pending: z.array(Pending) });
type Saved = z.output<typeof Saved>;
const tickMs = 1000;

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
  const incidents = createIncidents(saved?.incidents ?? null, clock.now());

  const outbox = createOutbox({
    saved: saved?.pending ?? [],
    send: (webhook, notice, abort) => sendWebhook(webhook, notice, network(), abort),
    now: clock.now,
    changed: save,
    onBug,
  });

  function save(): Promise<void> {
    return file.write(() => ({ incidents: incidents.saved(), pending: [...outbox.pending()] }));
  }

  function observe({ webhooks, origin }: EngineConfiguration, nowMs: number): void {
    if (webhooks.length === 0) {
      incidents.forget();
      return;
    }
    const all = destinations();
    const news = incidents.observe(
      all.map((one) => observedOf(one.measures(nowMs))),
      nowMs,
    );
    for (const each of news) {
      const one = all.find((other) => other.configured().id === each.id);
      if (!one) continue;
      const about = { news: each, configured: one.configured(), status: one.status(nowMs), origin, nowMs };
      outbox.put(noticeOf(about), webhooks);
    }
  }

  return {
    async tick(): Promise<void> {
      const known = configuration();
      if (known === null) return;
      observe(known, clock.now());
      // On disk before it is sent: after a crash it may come twice, and not never.
      await save();
      outbox.push(known.webhooks);
    },
    idle: outbox.idle,
    async stop(): Promise<void> {
      await outbox.stop();
      await save();
    },
  };
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

/** Written where it has changed, one after the other; what is asked for last is on the disk in the end. */
function noticesFile(path: string, onBug: (error: unknown) => void) {
  let written = "";
  let writing = Promise.resolve();
  return {
    /** Our own file: what cannot be read is begun anew. */
    read(): Saved | null {
      try {
        return Saved.parse(JSON.parse(readFileSync(path, "utf8")));
      } catch {
        return null;
      }
    },
    write(now: () => Saved): Promise<void> {
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
