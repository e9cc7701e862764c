"use client";
// The life of one probe on a page: started by an action, read as a stream, ended by a report, by Stop or by leaving.
import { useCallback, useEffect, useRef, useState } from "react";
import { type AppError, fail, type Result } from "#lib/result";
import { advance, endedStages, type Planned, type ProbeState } from "./probe-state";
import { readProbe } from "./read-probe";

export type ProbeHandle = {
  state: ProbeState;
  /** Shows the rows at once; `start` resolves to the id of the probe, or says why there is none. */
  run: (plan: Planned[], start: () => Promise<Result<ProbeStart>>) => Promise<ProbeState | null>;
  stop: () => void;
  clear: () => void;
};
type ProbeStart = { id: string; saved: boolean };

export const unreachable: AppError = {
  code: "unavailable",
  message: "Cannot reach Outspan. What you typed stays here.",
};

export function useProbe(): ProbeHandle {
  const [state, setState] = useState<ProbeState>({ phase: "idle" });
  const current = useRef<AbortController | null>(null);

  const stop = useCallback(() => {
    current.current?.abort();
    current.current = null;
    setState((before) =>
      before.phase === "starting" || before.phase === "running"
        ? { phase: "stopped", plan: before.plan, stages: before.phase === "running" ? before.stages : [] }
        : before,
    );
  }, []);

  useEffect(() => () => current.current?.abort(), []);

  const run = useCallback(async (plan: Planned[], start: () => Promise<Result<ProbeStart>>) => {
    current.current?.abort();
    const abort = new AbortController();
    current.current = abort;
    const latest: { state: ProbeState } = { state: { phase: "starting", plan } };
    const show = (next: ProbeState) => {
      latest.state = next;
      if (!abort.signal.aborted) setState(next);
    };
    show(latest.state);
    const error = await follow(start, abort.signal, (event, saved) => show(advance(latest.state, event, saved)));
    if (abort.signal.aborted) return null;
    current.current = null;
    if (latest.state.phase !== "done") {
      show({ phase: "broken", plan, stages: endedStages(latest.state), error: error ?? cutOff });
    }
    return latest.state;
  }, []);

  const clear = useCallback(() => {
    current.current?.abort();
    current.current = null;
    setState({ phase: "idle" });
  }, []);

  return { state, run, stop, clear };
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
