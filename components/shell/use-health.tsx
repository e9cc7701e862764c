"use client";
// Keeps a health call open while the tab is seen: it answers in the moment the engine goes or comes, within a second in any
// case; where nothing answers it is asked every 5 s. It is on every page, so it is a loop of its own: the query library
// would cost the form page 11 kB gz for one value.
import { useEffect, useRef, useState } from "react";

export type Health = "running" | "engine_stopped" | "unreachable";

const pauseMs = 100;
const retryMs = 5000;
const answerMs = 3000;
/** An absence is shown for long enough to be read, however soon it is over. */
const readableMs = 1500;

export function useHealth(): { health: Health; nextAt: number; tryNow: () => void } {
  const [seen, setSeen] = useState<{ health: Health; nextAt: number }>({ health: "running", nextAt: 0 });
  const wake = useRef(() => {});
  useEffect(() => {
    const leaving = new AbortController();
    const rest = (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake.current = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const whenSeen = () => document.visibilityState === "visible" && wake.current();
    document.addEventListener("visibilitychange", whenSeen, { signal: leaving.signal });
    const watch = async () => {
      let known: Health = "running";
      while (!leaving.signal.aborted) {
        const health = await readHealth(known, leaving.signal);
        if (leaving.signal.aborted) return;
        const waitMs = health === "unreachable" ? retryMs : health === "engine_stopped" ? readableMs : pauseMs;
        known = health;
        setSeen({ health, nextAt: Date.now() + waitMs });
        await rest(document.visibilityState === "visible" ? waitMs : 60_000);
      }
    };
    void watch();
    return () => {
      leaving.abort();
      wake.current();
    };
  }, []);
  return { ...seen, tryNow: () => wake.current() };
}

async function readHealth(known: Health, leaving: AbortSignal): Promise<Health> {
  const query = known === "unreachable" ? "" : `?engine=${known === "running" ? "running" : "stopped"}`;
  try {
    const answer = await fetch(`/api/v1/health${query}`, {
      cache: "no-store",
      signal: AbortSignal.any([leaving, AbortSignal.timeout(answerMs)]),
    });
    const body: unknown = await answer.json();
    if (typeof body !== "object" || body === null || !("engine" in body)) return "unreachable";
    return body.engine === "running" ? "running" : "engine_stopped";
  } catch {
    return "unreachable";
  }
}
