"use client";
// Asks the health call every second while the tab is seen, every 5 s while nothing answers; an engine that went and came in
// between is told by its count. On every page, so it is a loop of its own: the query library would cost the form page 11 kB
// gz for one value.
import { useEffect, useRef, useState } from "react";

export type Health = "running" | "engine_stopped" | "engine_back" | "unreachable";

const answerMs = 3000;
/** Until it is asked again; news that is already over is shown for long enough to be read. */
const waitsMs = { running: 1000, engine_stopped: 1000, engine_back: 3000, unreachable: 5000 };

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
      let absences: number | null = null;
      while (!leaving.signal.aborted) {
        const answer = await readHealth(leaving.signal);
        if (leaving.signal.aborted) return;
        const health = healthOf(answer, absences);
        // Those of another console are counted anew.
        absences = answer?.engineAbsences ?? null;
        const waitMs = waitsMs[health];
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

type Answer = { engine: unknown; engineAbsences: number };

function healthOf(answer: Answer | null, absences: number | null): Health {
  if (answer === null) return "unreachable";
  if (answer.engine !== "running") return "engine_stopped";
  return absences === null || absences === answer.engineAbsences ? "running" : "engine_back";
}

/** Null where nothing answers, or something that is not Outspan. */
async function readHealth(leaving: AbortSignal): Promise<Answer | null> {
  try {
    const answer = await fetch("/api/v1/health", {
      cache: "no-store",
      signal: AbortSignal.any([leaving, AbortSignal.timeout(answerMs)]),
    });
    const body: unknown = await answer.json();
    if (typeof body !== "object" || body === null || !("engine" in body)) return null;
    return { engine: body.engine, engineAbsences: "engineAbsences" in body ? Number(body.engineAbsences) : 0 };
  } catch {
    return null;
  }
}
