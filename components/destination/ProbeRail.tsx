"use client";
// Where the probe stands: a rail beside the form, below it on narrower screens, a bottom sheet on a phone while it has news.
import { useState } from "react";
import { ProbePanel } from "#components/probe/ProbePanel";
import { type Planned, planProbe } from "#components/probe/plan-probe";
import type { ProbeState } from "#components/probe/probe-state";
import { joinWords, probeItems, type Sending } from "#components/probe/stage-words";
import { cn } from "#components/ui/cn";
import { enabledSignals } from "#lib/destination/enabled-signals";
import type { Fix } from "#lib/destination/problem";
import type { Destination, ProbedDestination } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";
import { useEditor } from "./editor-context";
import type { Judgement } from "./judgement";
import type { Later } from "./later-parts";

type ProbeRailProps = {
  state: ProbeState;
  judgement: Judgement;
  tested: ProbedDestination | null;
  sdk: boolean;
  onSdkChange: (sdk: boolean) => void;
  onFix: ((fix: Fix) => void) | null;
  onStop: () => void;
  isReadOnly: boolean;
};

export function ProbeRail({ judgement, state, onStop, ...rest }: ProbeRailProps) {
  const { later, saved } = useEditor();
  const { destination } = judgement;
  // On a phone the test lies over the form as soon as one begins, until it is closed.
  const [closedIn, setClosedIn] = useState<ProbeState["phase"] | null>(null);
  // The next test has news again.
  if (state.phase === "starting" && closedIn !== null && closedIn !== state.phase) setClosedIn(null);
  const isSheet = state.phase !== "idle" && closedIn !== state.phase;
  const close = () => setClosedIn(state.phase);
  return (
    <>
      {isSheet && <div aria-hidden="true" className="fixed inset-0 z-8 bg-scrim rail:hidden" onClick={close} />}
      {/* A new box, not the old one moved: what is on the page does not jump. */}
      <div
        key={isSheet ? "news" : "idle"}
        className={cn(
          "col-start-1 row-start-2 min-w-0 pb-6 wide:sticky wide:top-6 wide:col-start-2 wide:row-start-1 wide:-m-1 wide:max-h-[calc(100vh-200px)] wide:self-start wide:scroll-pb-28 wide:overflow-y-auto wide:p-1 wide:[scrollbar-width:thin]",
          isSheet &&
            "max-rail:fixed max-rail:inset-x-0 max-rail:bottom-[99px] max-rail:z-[12] max-rail:h-[calc(100dvh-164px)] max-rail:overflow-auto max-rail:rounded-t-xl max-rail:bg-surface max-rail:pb-0 max-rail:shadow-3",
        )}
      >
        {isSheet && later && <later.ProbeSheet onClose={close} phase={state.phase} />}
        <div
          className={cn(
            "rounded-lg border border-line bg-surface shadow-1",
            isSheet && "max-rail:rounded-none max-rail:border-0 max-rail:bg-transparent max-rail:shadow-none",
          )}
        >
          <ProbePanel
            {...rest}
            isStale={state.phase === "done" && later?.isStale({ judgement, tested: rest.tested }) === true}
            live={later?.live ?? null}
            onStop={onStop}
            plan={planOf(destination, rest.sdk, later)}
            promise={promiseOf(enabledSignals(destination))}
            sending={sendingOf(destination)}
            state={state}
          />
        </div>
        {saved && later && rest.onFix && (
          <later.CapabilityOffer isReadOnly={rest.isReadOnly} onFix={rest.onFix} saved={saved} />
        )}
      </div>
    </>
  );
}

function planOf(destination: Destination, sdk: boolean, later: Later | null): Planned[] {
  const connectionOf = (signal: Signal) => later?.effectiveConnection(destination, signal) ?? null;
  return planProbe({ enabled: enabledSignals(destination), connectionOf, sdk });
}

function promiseOf(enabled: Signal[]): string {
  if (enabled.length === 0) return "Switch on at least one signal to test.";
  return `Sends ${joinWords(enabled.map((signal) => probeItems[signal]))} with the values in this form. Nothing is saved and health is not affected.`;
}

function sendingOf({ connection, signals }: Destination): Sending {
  return {
    transport: connection?.transport ?? "http",
    temporality: signals.metrics?.temporality ?? "cumulative",
    ownCa: Boolean(connection?.tls?.ca),
    skipVerify: connection?.tls?.skipVerify ?? false,
  };
}
