"use client";
// What an endpoint accepts, from the question to the answer: what will be sent, two choices, the table as it fills, what it comes to.
// Closing it cancels a run.
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import type { CapabilityRow } from "#lib/destination/capability";
import type { Fix } from "#lib/destination/problem";
import type { SavedDestination } from "#lib/destination/schema";
import { CapabilityChoices, CapabilityExplained, type Choices } from "./CapabilityChoices";
import { CapabilityFindings } from "./CapabilityFindings";
import { CapabilityTable } from "./CapabilityTable";
import { CopyTable } from "./CopyTable";
import { type CapabilityState, useCapabilities } from "./use-capabilities";

type CapabilityDialogProps = {
  saved: SavedDestination;
  isOpen: boolean;
  onClose: () => void;
  onFix: (fix: Fix) => void;
};

export function CapabilityDialog({ saved, isOpen, onClose, onFix }: CapabilityDialogProps) {
  const { state, start, cancel } = useCapabilities(saved.id);
  const [choices, setChoices] = useState<Choices>({ otherTransport: false, largeBatches: false });
  const main = useRef<HTMLButtonElement>(null);
  const { phase } = state;
  useEffect(() => {
    // The button that was pressed is gone: its successor gets the focus, unless somebody is reading elsewhere.
    const active = document.activeElement;
    if (phase !== "idle" && (active === document.body || active?.matches("[role=dialog]"))) main.current?.focus();
  }, [phase]);
  const close = () => {
    cancel();
    onClose();
  };
  const begin = () => void start(choices);
  const isRunning = phase === "running";
  return (
    <Dialog
      description="Sends up to 40 small requests with test items to the saved endpoint, one after another, and shows which it accepts."
      footer={
        <>
          {!isRunning && state.rows.length > 0 && <CopyTable name={saved.name} state={state} />}
          {!isRunning && <Button onClick={close}>Close</Button>}
          {isRunning ? (
            <Button key="cancel" onClick={cancel} ref={main}>
              Cancel
            </Button>
          ) : (
            <Button key="start" onClick={begin} ref={main} variant={phase === "idle" ? "primary" : "second"}>
              {phase === "idle" ? "Start" : "Try again"}
            </Button>
          )}
        </>
      }
      isOpen={isOpen}
      onClose={close}
      size="lg"
      title="What does this endpoint accept?"
    >
      {phase === "idle" && <CapabilityExplained />}
      {isRunning && <Progress state={state} />}
      <div className="grid gap-4 empty:hidden" role="status">
        {phase === "failed" && (
          <Note title="It was not finished" tone="wait">
            {state.failure}
          </Note>
        )}
        {phase === "cancelled" && <Note title="Cancelled">What was answered until then is below.</Note>}
        {phase === "ended" && state.summary !== null && (
          <CapabilityFindings
            onFix={(fix) => {
              close();
              onFix(fix);
            }}
            rows={state.rows}
            summary={state.summary}
          />
        )}
      </div>
      {/* High from the first row on, so that nothing below moves. Not by min-height: the grid would take that for all of its height. */}
      {(isRunning || state.rows.length > 0) && (
        <div className="flex items-start before:h-[52vh]">
          <CapabilityTable rows={state.rows} saved={saved} />
        </div>
      )}
      {!isRunning && <CapabilityChoices choices={choices} onChange={setChoices} saved={saved} />}
    </Dialog>
  );
}

function Progress({ state: { rows } }: { state: CapabilityState }) {
  // What is asked again is told after what came later.
  const last = rows.reduce<CapabilityRow | undefined>(
    (most, row) => (most === undefined || row.number > most.number ? row : most),
    undefined,
  );
  return (
    <div className="grid gap-1.5 text-13 text-ink-2">
      <span className="num">{last === undefined ? "Connecting" : `${last.number} of ${last.of}`}</span>
      <span className="h-1 overflow-hidden rounded-full bg-line-soft">
        <span
          aria-label="Requests"
          aria-valuemax={last?.of ?? 40}
          aria-valuemin={0}
          aria-valuenow={last?.number ?? 0}
          className="block h-full rounded-full bg-span transition-[width]"
          role="progressbar"
          style={{ width: `${last === undefined ? 2 : (last.number / last.of) * 100}%` }}
        />
      </span>
    </div>
  );
}
