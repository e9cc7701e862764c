// One probe from its start to its end: started by an action, read as a stream, ended by a report or broken off.
import { unreachable } from "#components/ui/unreachable";
import { type AppError, fail, type Result } from "#lib/result";
import type { Planned } from "./plan-probe";
import { advance, endedStages, type ProbeState } from "./probe-state";
import { readProbe } from "./read-probe";
import type { ProbeHandle } from "./use-probe";

export type ProbeStart = { id: string; saved: boolean };

/** Shows the rows at once; `start` resolves to the id of the probe, or says why there is none. Null: stopped or left. */
export async function runProbe(
  probe: ProbeHandle,
  plan: Planned[],
  start: () => Promise<Result<ProbeStart>>,
): Promise<ProbeState | null> {
  const { abort, show, end } = probe.begin();
  const latest: { state: ProbeState } = { state: { phase: "starting", plan } };
  const next = (state: ProbeState) => {
    latest.state = state;
    show(state);
  };
  next(latest.state);
  const error = await follow(start, abort, (event, saved) => next(advance(latest.state, event, saved)));
  if (abort.aborted) return null;
  end();
  if (latest.state.phase !== "done") {
    next({ phase: "broken", plan, stages: endedStages(latest.state), error: error ?? cutOff });
  }
  return latest.state;
}

const cutOff: AppError = { code: "unavailable", message: "The test broke off before its report. Test again." };

async function follow(
  start: () => Promise<Result<ProbeStart>>,
  abort: AbortSignal,
  onEvent: (event: Parameters<typeof advance>[1], saved: boolean) => void,
): Promise<AppError | null> {
  try {
    const started = await start();
    if (!started.ok) return started.error;
    const opened = await readProbe(started.data.id, abort);
    if (!opened.ok) return opened.error;
    for await (const event of opened.data) onEvent(event, started.data.saved);
    return null;
  } catch {
    return fail("unavailable", unreachable.message).error;
  }
}
