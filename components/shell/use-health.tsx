"use client";
// Asks the health call every second while the tab is seen, every 5 s while nothing answers. It is on every page, so it is
// a loop of its own: the query library would cost the form page 11 kB gz for one value.
import { useEffect, useRef, useState } from "react";

export type Health = "running" | "engine_stopped" | "unreachable";

const everyMs = 1000;
const retryMs = 5000;
const answerMs = 3000;

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
      while (!leaving.signal.aborted) {
        const health = await readHealth(leaving.signal);
        if (leaving.signal.aborted) return;
        const waitMs = health === "unreachable" ? retryMs : everyMs;
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

async function readHealth(leaving: AbortSignal): Promise<Health> {
  try {
    const answer = await fetch("/api/v1/health", {
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
