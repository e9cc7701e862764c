"use client";
// Says what has just happened. Toasts wait here, in order, until what draws them is loaded.
import { useSyncExternalStore } from "react";

export type ToastContent = {
  title: string;
  text?: string;
  tone?: "span" | "neutral";
  action?: { label: string; onPress: () => void };
  /** 6 s unless told; 10 s for what can be undone. */
  durationMs?: number;
};

let waiting: readonly ToastContent[] = [];
const listeners = new Set<() => void>();

/** Never for an error alone: what went wrong stays in the page, in a note or at its field. */
export function toast(content: ToastContent): void {
  waiting = [...waiting, content];
  for (const listener of listeners) listener();
}

export function takeToasts(): readonly ToastContent[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

export function useWaitingToasts(): readonly ToastContent[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
    () => none,
  );
}
const none: readonly ToastContent[] = [];
