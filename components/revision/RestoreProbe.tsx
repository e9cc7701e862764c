"use client";
// The test of what was restored: its verdict, diagnoses and stages. Starts nothing itself; loaded with the first one.
import { useRouter } from "next/navigation";
import { handFix } from "#components/health/handed-fix";
import { Diagnoses } from "#components/probe/Diagnoses";
import { DoneFoot } from "#components/probe/DoneFoot";
import { headWords } from "#components/probe/head-words";
import { ProbeHead } from "#components/probe/ProbeHead";
import { ProbeIds } from "#components/probe/ProbeIds";
import type { ProbeState } from "#components/probe/probe-state";
import { StageList } from "#components/probe/StageList";
import { Button } from "#components/ui/Button";
import type { Fix } from "#lib/destination/problem";
import type { SavedDestination } from "#lib/destination/schema";

type RestoreProbeProps = { destination: SavedDestination; state: ProbeState; onStop: () => void };

export function RestoreProbe({ destination, state, onStop }: RestoreProbeProps) {
  const router = useRouter();
  const onFix = (fix: Fix) => {
    handFix(destination.id, fix);
    router.push(`/destinations/${destination.id}/settings`);
  };
  const isRunning = state.phase === "starting" || state.phase === "running";
  return (
    <section
      aria-label={`Test of revision ${destination.revision}`}
      className="min-w-0 overflow-clip rounded-lg border border-line bg-surface shadow-1"
    >
      <ProbeHead isReadOnly={false} isStale={false} promise="" words={headWords(state)} />
      {state.phase === "done" && <Diagnoses isStale={false} onFix={onFix} report={state.report} tested={destination} />}
      <StageList state={state} />
      {state.phase === "done" && <ProbeIds report={state.report} />}
      <div className="flex min-h-[53px] flex-wrap items-center justify-between gap-x-3 gap-y-1 border-t border-line-soft px-5 py-3 text-13 text-ink-3 max-rail:px-4">
        {state.phase === "done" ? (
          <DoneFoot isStale={false} report={state.report} saved={state.saved} tested={destination} />
        ) : (
          <span>{isRunning ? "Ends within 30 s" : "The revision is saved."}</span>
        )}
        {isRunning && (
          <Button onClick={onStop} size="sm" variant="ghost">
            Stop
          </Button>
        )}
      </div>
    </section>
  );
}
