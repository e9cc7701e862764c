"use client";
// Holds the test of what was restored last while the page goes from revision to revision: it goes on and stays to be read.
import { createContext, lazy, type ReactNode, Suspense, useContext, useState } from "react";
import { planProbe } from "#components/probe/plan-probe";
import { runProbe } from "#components/probe/run-probe";
import { useProbe } from "#components/probe/use-probe";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { SavedDestination } from "#lib/destination/schema";
import { ok, type Result } from "#lib/result";

const RestoreProbe = lazy(() => import("./RestoreProbe").then((module) => ({ default: module.RestoreProbe })));

export type Restored = { destination: SavedDestination; probe: Result<{ id: string }> | null };

type Frame = { panel: ReactNode; follow: (restored: Restored) => void };

const RestoredContext = createContext<Frame>({ panel: null, follow: () => {} });

export function RestoredFrame({ children }: { children: ReactNode }) {
  const [tested, setTested] = useState<SavedDestination | null>(null);
  const { state, ...handle } = useProbe();
  const follow = ({ destination, probe }: Restored) => {
    setTested(probe === null ? null : destination);
    if (probe === null) return handle.clear();
    const connectionOf = (signal: Parameters<typeof effectiveConnection>[1]) =>
      effectiveConnection(destination, signal);
    const plan = planProbe({ enabled: enabledSignals(destination), connectionOf, sdk: false });
    const started = probe.ok ? ok({ id: probe.data.id, saved: true }) : probe;
    void runProbe({ state, ...handle }, plan, () => Promise.resolve(started));
  };
  const panel = tested !== null && state.phase !== "idle" && (
    <Suspense>
      <RestoreProbe destination={tested} onStop={handle.stop} state={state} />
    </Suspense>
  );
  return <RestoredContext.Provider value={{ panel, follow }}>{children}</RestoredContext.Provider>;
}

export function useRestored(): Frame {
  return useContext(RestoredContext);
}
