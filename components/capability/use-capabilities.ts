"use client";
// The one run of a page: begun, cancelled, ended by its summary or broken off. What was told stays until the next one begins.
import { useCallback, useEffect, useRef, useState } from "react";
import type { CapabilityRow, CapabilitySubmission, CapabilitySummary } from "#lib/destination/capability";
import { readCapabilities } from "./read-capabilities";

export type CapabilityState = {
  phase: "idle" | "running" | "ended" | "cancelled" | "failed";
  rows: CapabilityRow[];
  summary: CapabilitySummary | null;
  /** Why there is no summary, or no run. */
  failure: string | null;
};

const idle: CapabilityState = { phase: "idle", rows: [], summary: null, failure: null };
const unreachable = "Cannot reach Outspan. Try again in a moment.";

export function useCapabilities(id: string) {
  const [state, setState] = useState(idle);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  const start = useCallback(
    async (wish: CapabilitySubmission) => {
      current.current?.abort();
      const abort = new AbortController();
      current.current = abort;
      const show = (change: (before: CapabilityState) => CapabilityState) => {
        if (!abort.signal.aborted) setState(change);
      };
      show(() => ({ ...idle, phase: "running" }));
      const failure = await follow(id, wish, abort.signal, show);
      if (failure !== null) show((before) => ({ ...before, phase: "failed", failure }));
    },
    [id],
  );

  const cancel = useCallback(() => {
    current.current?.abort();
    current.current = null;
    setState((before) => (before.phase === "running" ? { ...before, phase: "cancelled" } : before));
  }, []);

  return { state, start, cancel };
}

/** null: it ended with a summary. */
async function follow(
  id: string,
  wish: CapabilitySubmission,
  abort: AbortSignal,
  show: (change: (before: CapabilityState) => CapabilityState) => void,
): Promise<string | null> {
  try {
    const opened = await readCapabilities(id, wish, abort);
    if (!opened.ok) return opened.error.message;
    for await (const event of opened.data) {
      if ("row" in event) show((before) => ({ ...before, rows: [...before.rows, event.row] }));
      else {
        show((before) => ({ ...before, phase: "ended", summary: event.summary }));
        return null;
      }
    }
    return "The answer broke off before its end.";
  } catch {
    return unreachable;
  }
}
