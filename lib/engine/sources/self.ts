// The source `self`: Outspan's own metrics, spans and log lines, in the engine and in the console alike. Loads the
// OpenTelemetry SDK when a destination first lists it, and costs nothing before. Never tells of delivering, which would feed itself.
import { type DueGroup, runSchedule, type Wish } from "#lib/engine/sources/schedule";
import { createOutbox, type SelfSend } from "#lib/engine/sources/self-outbox";
import type { MetricsWishes, Telling, Wanted } from "#lib/engine/sources/self-telling";
import { type MetricsWish, type SourceClock, type SourceUser, wantsSource } from "#lib/engine/sources/source-user";
import { version } from "#lib/engine/user-agent";
import type { Signal } from "#lib/otlp/signal";

export type SelfParts = {
  send: SelfSend;
  users(): readonly SourceUser[];
  /** What tells this process from others: see selfResource. */
  resource: Readonly<Record<string, string>>;
  clock: SourceClock;
  onError(error: unknown): void;
};

/** One answered request of the console. `route` is a template, never a path. */
export type HttpRequest = { method: string; route: string; status: number; startedAtMs: number; durationMs: number };

export type SelfSource = {
  /** Whether anybody listens: whoever measures may ask first. */
  isOn(): boolean;
  httpRequest(request: HttpRequest): void;
  probe(verdict: string, durationMs: number): void;
  /** Items that the receiver took from outside. */
  received(signal: Signal, items: number): void;
  /** Sends what is left. */
  stop(): Promise<void>;
};

/** Stable over restarts: a process that starts again goes on with the same series. */
export function selfResource(process: "console" | "engine", host: string): Record<string, string> {
  return {
    "service.name": "outspan",
    "service.version": version,
    "service.instance.id": `${host}/${process}`,
    "host.name": host,
    "outspan.process": process,
  };
}

const stopMsMax = 1000;
const nothing: Wanted = { metrics: new Map(), spans: false, lines: false };

export function startSelfSource(parts: SelfParts): SelfSource {
  const stopping = new AbortController();
  const outbox = createOutbox(parts.send);
  let telling: Telling | null = null;
  const adjust = async () => {
    const wanted = wantedBy(parts.users());
    const isWanted = wanted.metrics.size > 0 || wanted.spans || wanted.lines;
    if (telling === null && isWanted) {
      const { createTelling } = await import("#lib/engine/sources/self-telling");
      telling = createTelling(parts, outbox);
    }
    await telling?.adjust(wanted);
    await outbox.flush();
  };
  const guarded = async (work: () => Promise<void> | undefined) => {
    try {
      await work();
    } catch (error) {
      parts.onError(error);
    }
  };
  const running = runSchedule({
    clock: parts.clock,
    wishes: () =>
      [...wantedBy(parts.users()).metrics].map(([key, { wish }]): Wish => ({ id: key, intervalMs: wish.intervalMs })),
    look: () => guarded(adjust),
    collect: (groups: readonly DueGroup[]) => guarded(() => telling?.collect(groups.flatMap(({ ids }) => ids))),
    stopping: stopping.signal,
  });
  return {
    isOn: () => telling?.isOn() ?? false,
    httpRequest: (request) => telling?.httpRequest(request),
    probe: (verdict, durationMs) => telling?.probe(verdict, durationMs),
    received: (signal, items) => telling?.received(signal, items),
    async stop() {
      stopping.abort();
      await running;
      const last = guarded(async () => {
        await telling?.adjust(nothing);
        await outbox.flush();
      });
      // An engine that is stopping too must not keep the console from its end.
      await Promise.race([last, parts.clock.sleep(stopMsMax, new AbortController().signal)]);
    },
  };
}

function wantedBy(users: readonly SourceUser[]): Wanted {
  return {
    metrics: metricsWishes(users),
    spans: users.some((user) => wantsSource(user, "self", "traces")),
    lines: users.some((user) => wantsSource(user, "self", "logs")),
  };
}

function metricsWishes(users: readonly SourceUser[]): MetricsWishes {
  const wishes = new Map<string, { wish: MetricsWish; ids: string[] }>();
  for (const user of users) {
    const wish = user.signals.metrics;
    if (wish === undefined || !wantsSource(user, "self", "metrics")) continue;
    const key = `${wish.intervalMs} ${wish.temporality} ${wish.histograms}`;
    const known = wishes.get(key);
    if (known === undefined) wishes.set(key, { wish, ids: [user.id] });
    else known.ids.push(user.id);
  }
  return wishes;
}
