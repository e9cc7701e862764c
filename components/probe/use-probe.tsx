"use client";
// The state of the one probe on a page, ended by a report, by Stop or by leaving.
import { useCallback, useEffect, useRef, useState } from "react";
import type { ProbeState } from "./probe-state";

export type ProbeHandle = {
  state: ProbeState;
  /** Ends the one before. `show` shows nothing more once this one was stopped in turn. */
  begin: () => { abort: AbortSignal; show: (state: ProbeState) => void; end: () => void };
  stop: () => void;
  clear: () => void;
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

  const begin = useCallback(() => {
    current.current?.abort();
    const controller = new AbortController();
    const abort = controller.signal;
    current.current = controller;
    return {
      abort,
      show: (next: ProbeState) => {
        if (!abort.aborted) setState(next);
      },
      end: () => {
        current.current = null;
      },
    };
  }, []);

  const clear = useCallback(() => {
    current.current?.abort();
    current.current = null;
    setState({ phase: "idle" });
  }, []);

  return { state, begin, stop, clear };
}
