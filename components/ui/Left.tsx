"use client";
// How long until, or since, a moment; one clock for all of them on the page, however many there are.
import { useSyncExternalStore } from "react";
import { formatAge } from "#lib/destination/amount";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = 0;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function readNow(): number {
  if (timer === null || now === 0) now = Date.now();
  return now;
}

function useClock(): number {
  return useSyncExternalStore(listen, readNow, () => 0);
}

/** "in 12 s", "now". */
export function Left({ until }: { until: string }) {
  const at = useClock();
  const leftMs = Date.parse(until) - at;
  return at === 0 ? null : leftMs < 500 ? "now" : `in ${formatAge(leftMs)}`;
}

/** "4 min", "2 s". */
export function Age({ since }: { since: string }) {
  const at = useClock();
  return at === 0 ? null : formatAge(at - Date.parse(since));
}
