// The probes under way: how many at once, who reads which, and when one is given up. Each has one reader; without a reader it
// is cancelled. Knows nothing of sockets or of what a probe does.
import { randomUUID } from "node:crypto";
import { brokenReport } from "#lib/engine/broken-report";
import type { ProbeRequest } from "#lib/engine/protocol";
import type { ProbeEvent, Report, Stage } from "#lib/otlp/report";
import { fail, ok, type Result } from "#lib/result";

export type RunProbe = (
  request: ProbeRequest,
  run: { id: string; abort: AbortSignal; emit: (stage: Stage) => void },
) => Promise<Report>;

type Reader = { event(event: ProbeEvent): void; end(): void };

type Probe = {
  events: ProbeEvent[];
  done: boolean;
  reader: Reader | null;
  abort: AbortController;
  withoutReader: NodeJS.Timeout;
};

type Limits = { atOnce: number; slotWaitMs: number; readerWaitMs: number };
const probeLimits: Limits = { atOnce: 4, slotWaitMs: 5000, readerWaitMs: 2000 };
const retryAfterSeconds = 2;
/** How long a cancelled probe may take to end when all must. */
const settleMs = 1000;

export type Probes = {
  /** Refused when no place became free in time, when the caller left, and at once when draining begins. */
  start(request: ProbeRequest, caller: AbortSignal): Promise<Result<{ id: string }>>;
  /** Hands the reader every event so far, then each as it comes. */
  attach(id: string, reader: Reader): "attached" | "absent" | "taken";
  /** Ends a probe at once; its reader, if any, still gets the report. False when there is none of that id. */
  cancel(id: string): boolean;
  /**
   * Starts no more probes. Resolves when none runs any more, cancelling what is left after `graceMs`, and a second later
   * whatever still runs.
   */
  drain(graceMs: number): Promise<void>;
};

export function createProbes(run: RunProbe, onBug: (error: unknown) => string, limits: Limits = probeLimits): Probes {
  const probes = new Map<string, Probe>();
  const places = createPlaces(limits);
  let isDraining = false;

  function launch(request: ProbeRequest): string {
    const id = randomUUID();
    const abort = new AbortController();
    const withoutReader = setTimeout(() => forget(id), limits.readerWaitMs);
    const probe: Probe = { events: [], done: false, reader: null, abort, withoutReader };
    probes.set(id, probe);
    const emit = (stage: Stage) => tell(probe, { stage });
    void runToReport(run, request, { id, abort: abort.signal, emit }, probe.events, onBug).then((report) => {
      probe.done = true;
      tell(probe, { report });
      places.free();
      if (probe.reader === null) return;
      probe.reader.end();
      probes.delete(id);
    });
    return id;
  }

  function forget(id: string): void {
    probes.get(id)?.abort.abort();
    probes.delete(id);
  }

  return {
    async start(request, caller) {
      if (await places.take(caller)) return ok({ id: launch(request) });
      return isDraining
        ? fail("unavailable", "The engine is stopping; it starts again by itself", { retryAfterSeconds })
        : fail("rate_limited", "Four probes run at once; wait for one of them to end", { retryAfterSeconds });
    },
    attach: (id, reader) => attach(probes, id, reader),
    cancel(id) {
      const probe = probes.get(id);
      probe?.abort.abort();
      return probe !== undefined;
    },
    async drain(graceMs) {
      isDraining = true;
      places.close();
      await settled(probes, places.empty(), graceMs);
    },
  };
}

function attach(probes: Map<string, Probe>, id: string, reader: Reader): ReturnType<Probes["attach"]> {
  const probe = probes.get(id);
  if (probe === undefined) return "absent";
  if (probe.reader !== null) return "taken";
  clearTimeout(probe.withoutReader);
  probe.reader = reader;
  for (const event of probe.events) reader.event(event);
  if (probe.done) {
    reader.end();
    probes.delete(id);
  }
  return "attached";
}

async function settled(probes: ReadonlyMap<string, Probe>, empty: Promise<void>, graceMs: number): Promise<void> {
  const cancelling = setTimeout(() => {
    for (const probe of probes.values()) probe.abort.abort();
  }, graceMs);
  let givingUp: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    givingUp = setTimeout(resolve, graceMs + settleMs);
  });
  await Promise.race([empty, late]);
  clearTimeout(cancelling);
  clearTimeout(givingUp);
}

function tell(probe: Probe, event: ProbeEvent): void {
  probe.events.push(event);
  probe.reader?.event(event);
}

/** The engine's loop around a probe: a bug becomes a report too, and a line in the log. */
async function runToReport(
  run: RunProbe,
  request: ProbeRequest,
  context: Parameters<RunProbe>[1],
  events: ProbeEvent[],
  onBug: (error: unknown) => string,
): Promise<Report> {
  const startedAt = new Date();
  try {
    return await run(request, context);
  } catch (error) {
    const ref = onBug(error);
    const stages = events.flatMap((event) => ("stage" in event ? [event.stage] : []));
    const title = "Outspan failed while it tested";
    const advice = `This is a fault of Outspan, not of the server. The log of the engine has the details under ${ref}.`;
    return brokenReport({ id: context.id, startedAt, now: new Date(), stages, title, advice });
  }
}

/** A fixed number of places; who finds none waits in line for a while. Once closed it gives out none. */
function createPlaces({ atOnce, slotWaitMs }: Limits) {
  let taken = 0;
  let isClosed = false;
  const waiting: ((granted: boolean) => void)[] = [];
  const idle: (() => void)[] = [];
  return {
    take(caller: AbortSignal): Promise<boolean> {
      if (isClosed || caller.aborted) return Promise.resolve(false);
      if (taken < atOnce) {
        taken += 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const settle = (granted: boolean) => {
          clearTimeout(timer);
          caller.removeEventListener("abort", leave);
          const index = waiting.indexOf(settle);
          if (index >= 0) waiting.splice(index, 1);
          resolve(granted);
        };
        const leave = () => settle(false);
        const timer = setTimeout(leave, slotWaitMs);
        caller.addEventListener("abort", leave);
        waiting.push(settle);
      });
    },
    free(): void {
      const next = waiting[0];
      if (next === undefined) taken -= 1;
      else next(true);
      if (taken === 0) for (const resolve of idle.splice(0)) resolve();
    },
    close(): void {
      isClosed = true;
      for (const settle of [...waiting]) settle(false);
    },
    empty(): Promise<void> {
      return taken === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve));
    },
  };
}
