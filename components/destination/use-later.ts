"use client";
// Loads the later part of the form when somebody turns to it, before it is needed.
import { useCallback, useEffect, useState } from "react";
import { loadLater } from "./later";
import type { Later } from "./later-parts";

export type LaterHandle = {
  /** Null until it is loaded. */
  later: Later | null;
  /** At once where it is loaded; rejects where Outspan does not answer. */
  load: () => Promise<Later>;
};

const turns = ["focusin", "pointerdown", "pointerover", "keydown"] as const;

export function useLater(given: Later | null): LaterHandle {
  const [later, setLater] = useState(given);
  const load = useCallback(async () => {
    const parts = given ?? (await loadLater());
    setLater(parts);
    return parts;
  }, [given]);
  useEffect(() => {
    if (later !== null) return;
    const until = new AbortController();
    const onTurn = (event: Event) => {
      // A pointer that only rests on the page asks for nothing.
      const isIdle =
        event.type === "pointerover" && !(event.target instanceof Element && event.target.closest(operable));
      if (!isIdle) load().catch(() => undefined);
    };
    for (const turn of turns) document.addEventListener(turn, onTurn, { capture: true, signal: until.signal });
    return () => until.abort();
  }, [later, load]);
  return { later, load };
}

const operable = "main :is(button, input, select, textarea, label)";
