"use client";
// How much may wait for this destination, how long, and what happens at the bound.
import { Select } from "#components/ui/Select";
import { TextField } from "#components/ui/TextField";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { useDraftField } from "./editor-context";

const outcomes = [
  { value: "drop_oldest", label: "Drop the oldest" },
  { value: "refuse", label: "Have senders wait" },
];
const hints = {
  drop_oldest: "What is dropped is counted, and announced before it happens. Other destinations are not held up.",
  refuse: "The receiver answers 429 until there is room: senders try again, for every destination of theirs.",
};

export function QueueFields() {
  const size = useDraftField<string>("queueMaxBytes");
  const age = useDraftField<string>("queueMaxAge");
  const whenFull = useDraftField<DestinationDraft["queueWhenFull"]>("queueWhenFull");
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-3 font-strong">Queue</legend>
      <div className="grid items-start gap-4 rail:grid-cols-3">
        <TextField
          {...size.control}
          {...size.message}
          isCode
          label="Queue size"
          onChange={(event) => size.set(event.target.value)}
          value={size.value}
        />
        <TextField
          {...age.control}
          {...age.message}
          isCode
          label="Queue age"
          onChange={(event) => age.set(event.target.value)}
          value={age.value}
        />
        <Select
          {...whenFull.control}
          {...whenFull.message}
          label="When full"
          onChange={(event) => whenFull.set(event.target.value as DestinationDraft["queueWhenFull"])}
          options={outcomes}
          value={whenFull.value}
        />
      </div>
      <p className="text-13 text-pretty text-ink-3">{hints[whenFull.value]}</p>
    </fieldset>
  );
}
