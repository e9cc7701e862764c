"use client";
// Any of the sources, each with a line that says what it is.
import { useId } from "react";
import { FieldMessage } from "#components/ui/Field";
import type { Source } from "#lib/destination/schema";
import { useDraftField } from "./editor-context";

/** Called as in the API, so that a script and a person mean the same. */
const sources: { value: Source; label: string; text: string }[] = [
  { value: "otlp", label: "OTLP", text: "What applications send to Outspan’s receiver" },
  { value: "audit", label: "Audit", text: "Who changed what here, as log records" },
  { value: "container", label: "Container", text: "CPU, memory and GPU of this host’s containers, as metrics" },
  { value: "self", label: "Self", text: "Outspan’s own metrics, traces and log lines" },
];

export function SourceFields() {
  const { value, set, control, message } = useDraftField<Source[]>("sources");
  const id = useId();
  const flip = (source: Source) =>
    set(value.includes(source) ? value.filter((one) => one !== source) : [...value, source]);
  return (
    <fieldset className="grid min-w-0 gap-x-4 gap-y-3 rail:grid-cols-2">
      <legend className="sr-only">Sources</legend>
      {sources.map((source) => (
        <label className="flex items-start gap-2.5" key={source.value}>
          <input
            aria-describedby={`${id}-${source.value}`}
            aria-label={source.label}
            checked={value.includes(source.value)}
            className="mt-[3px] size-4 flex-none accent-ink"
            disabled={control.disabled}
            name="sources"
            onChange={() => flip(source.value)}
            type="checkbox"
            value={source.value}
          />
          <span>
            <span className="block font-strong">{source.label}</span>
            <span className="block text-13 text-pretty text-ink-3" id={`${id}-${source.value}`}>
              {source.text}
            </span>
          </span>
        </label>
      ))}
      <FieldMessage error={message.error} />
    </fieldset>
  );
}
