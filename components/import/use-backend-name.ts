"use client";
// The name of a preset, from the list that the page asks for once.
import { useEffect, useState } from "react";
import { readPresetList } from "#components/preset/read-presets";

/** null until it is known, and where there is none. */
export function useBackendName(id: string | null): string | null {
  const [names, setNames] = useState<ReadonlyMap<string, string> | null>(null);
  const isAsked = id !== null && names === null;
  useEffect(() => {
    if (!isAsked) return;
    let isGone = false;
    void readPresetList().then((list) => {
      if (!isGone && list !== null) setNames(new Map(list.items.map((line) => [line.id, line.name])));
    });
    return () => {
      isGone = true;
    };
  }, [isAsked]);
  return id === null ? null : (names?.get(id) ?? null);
}
