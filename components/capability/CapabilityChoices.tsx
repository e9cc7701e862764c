"use client";
// What a run does and does not do, and the two things it does only when asked to.
import { useId } from "react";
import type { SavedDestination } from "#lib/destination/schema";

export type Choices = { otherTransport: boolean; largeBatches: boolean };

type CapabilityChoicesProps = { choices: Choices; onChange: (choices: Choices) => void; saved: SavedDestination };

export function CapabilityExplained() {
  return (
    <p className="text-13 text-pretty text-ink-2">
      One thing is changed at a time: Protobuf or JSON, gzip or none, temporality, histograms, HTTP or gRPC on the same
      port, and batches from 16 KiB to 1 MiB. To public addresses at most one request a second. Changes in the form that
      are not saved are not tried.
    </p>
  );
}

export function CapabilityChoices({ choices, onChange, saved }: CapabilityChoicesProps) {
  const isHttp = saved.connection?.transport !== "grpc";
  return (
    <div className="grid gap-3 text-13 text-ink-2">
      <Choice
        hint="Over TLS your credentials go to another port of the same host, in clear they do not; a named secret goes to its origins only."
        isChosen={choices.otherTransport}
        label={isHttp ? "Also try gRPC on port 4317" : "Also try HTTP on port 4318"}
        onChoose={(otherTransport) => onChange({ ...choices, otherTransport })}
      />
      <Choice
        hint="Thousands of test items more for each signal."
        isChosen={choices.largeBatches}
        label="Also try batches of 2, 4 and 8 MiB"
        onChoose={(largeBatches) => onChange({ ...choices, largeBatches })}
      />
    </div>
  );
}

type ChoiceProps = { label: string; hint: string; isChosen: boolean; onChoose: (isChosen: boolean) => void };

function Choice({ label, hint, isChosen, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2">
      <input
        aria-describedby={`${id}-hint`}
        checked={isChosen}
        className="mt-[3px] size-4 accent-(--act)"
        id={id}
        onChange={(event) => onChoose(event.target.checked)}
        type="checkbox"
      />
      <label className="text-ink" htmlFor={id}>
        {label}
      </label>
      <span className="col-start-2 text-pretty text-ink-3" id={`${id}-hint`}>
        {hint}
      </span>
    </div>
  );
}
