"use client";
// Where the probe stands: a rail beside the form, below it on narrower screens, a bottom sheet on a phone while it has news.
import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ProbePanel } from "#components/probe/ProbePanel";
import { type Planned, planProbe } from "#components/probe/plan-probe";
import type { ProbeState } from "#components/probe/probe-state";
import { joinWords, probeItems, type Sending } from "#components/probe/stage-words";
import { IconButton } from "#components/ui/Button";
import { cn } from "#components/ui/cn";
import { enabledSignals } from "#lib/destination/enabled-signals";
import type { Fix } from "#lib/destination/problem";
import type { Destination, ProbedDestination } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";
import { useEditor } from "./editor-context";
import type { Judgement } from "./judgement";
import type { Later } from "./later-parts";
import { useBack } from "./use-back";

type ProbeRailProps = {
  state: ProbeState;
  judgement: Judgement;
  tested: ProbedDestination | null;
  sdk: boolean;
  onSdkChange: (sdk: boolean) => void;
  onFix: (fix: Fix) => void;
  onStop: () => void;
  isReadOnly: boolean;
};

export function ProbeRail({ judgement, state, onStop, ...rest }: ProbeRailProps) {
  const { later } = useEditor();
  const { destination } = judgement;
  const { isSheet, close } = useSheet(state.phase);
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
        {isSheet && (
          <div className="sticky top-0 z-1 flex h-12 items-center justify-end border-b border-line-soft bg-surface pr-2 rail:hidden">
            <span
              aria-hidden="true"
              className="absolute top-[7px] left-1/2 h-1 w-9 -translate-x-1/2 rounded-full bg-control"
            />
            <IconButton className="size-11!" label="Close the test" onClick={close}>
              <X aria-hidden="true" size={20} />
            </IconButton>
          </div>
        )}
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
      </div>
    </>
  );
}

/** On a phone the test lies over the form as soon as one begins, until it is closed: by its button, the scrim, Esc or Back. */
function useSheet(phase: ProbeState["phase"]) {
  const [closedIn, setClosedIn] = useState<ProbeState["phase"] | null>(null);
  // The next test has news again.
  if (phase === "starting" && closedIn !== null && closedIn !== phase) setClosedIn(null);
  const isSheet = phase !== "idle" && closedIn !== phase;
  const isRunning = phase === "starting" || phase === "running";
  const close = () => setClosedIn(phase);
  const isPhone = useSyncExternalStore(
    watchPhone,
    () => matchMedia(phone).matches,
    () => false,
  );
  useBack(isSheet && isPhone, close, true);
  useEffect(() => {
    // While it runs, Esc stops the test.
    if (!isSheet || !isPhone || isRunning) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("[role=dialog]"))
        setClosedIn(phase);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isSheet, isPhone, isRunning, phase]);
  return { isSheet, close };
}

const phone = "(max-width: 900px)";

function watchPhone(listener: () => void): () => void {
  const query = matchMedia(phone);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
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
