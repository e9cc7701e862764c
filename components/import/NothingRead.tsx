"use client";
// Where nothing came of the text: what can be pasted, with examples; or why, and what would be right.
import { Note } from "#components/ui/Note";
import { examples } from "./formats";
import { saidLines } from "./said-lines";
import type { Paste } from "./use-paste";

export function NothingRead({ paste }: { paste: Paste }) {
  const { text, reading, setText } = paste;
  const { answer, isCurrent } = reading;
  if (text.trim() === "" || answer === null)
    return (
      <div className="grid gap-3 rounded-md border border-dashed border-line p-4 text-13">
        <p className="text-pretty text-ink-2">
          Environment variables as a shell, a Dockerfile, Compose or Kubernetes has them; a Collector’s YAML; an SDK’s
          configuration; Stalwart, Medplum, TrueFoundry, Pixie, Modal; a curl command; an endpoint with its headers.
        </p>
        <ul aria-label="Examples" className="flex flex-wrap gap-x-4 gap-y-1">
          {examples.map((example) => (
            <li key={example.label}>
              <button className="link" onClick={() => setText(example.text)} type="button">
                {example.label}
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  if (!isCurrent) return null;
  const unknown = saidLines("unknown", answer.lines, text).slice(0, 5);
  return (
    <Note
      role="status"
      title={answer.format === null ? "Outspan does not know this text." : `${answer.label}, but no destination in it.`}
      tone="wait"
    >
      {answer.format === null
        ? "A line like OTEL_EXPORTER_OTLP_ENDPOINT=https://… or an exporters: block would be known. Choose under Read as what it is."
        : "It names no endpoint that telemetry could go to."}
      {answer.format !== null && unknown.length > 0 && (
        <ul className="mt-1.5 grid gap-1">
          {unknown.map(({ words, note }) => (
            <li key={note}>
              {words}: {note}
            </li>
          ))}
        </ul>
      )}
    </Note>
  );
}
