"use client";
// One URL a signal, used exactly as typed.
import { FieldMessage } from "#components/ui/Field";
import { TextField } from "#components/ui/TextField";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { useDraftField, useEditor } from "./editor-context";
import { ResolvedUrls } from "./ResolvedUrls";

export function SignalEndpoints({ aside }: { aside: React.ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <div className="flex items-end justify-between gap-3">
        <span className="text-13 font-label">Endpoints</span>
        {aside}
      </div>
      <div className="grid gap-3 rounded-md border border-line p-3">
        {signals.map((signal) => (
          <SignalEndpoint key={signal} signal={signal} />
        ))}
      </div>
      <FieldMessage hint="Used exactly as typed: no path is appended." />
      <ResolvedUrls hasError={false} />
    </div>
  );
}

function SignalEndpoint({ signal }: { signal: Signal }) {
  const { draft } = useEditor();
  const endpoint = useDraftField<string | null>(`signals.${signal}.connection.endpoint`);
  const { label } = signalFacts[signal];
  if (!draft.signals[signal].enabled || endpoint.value === null || endpoint.value === undefined) return null;
  return (
    <fieldset className="grid grid-cols-[68px_minmax(0,1fr)] items-start gap-2">
      <legend className="sr-only">{label} connection</legend>
      <span aria-hidden="true" className="pt-2 text-13 text-ink-2">
        {label}
      </span>
      <TextField
        {...endpoint.control}
        {...endpoint.message}
        hideLabel
        isCode
        label="Endpoint"
        onChange={(event) => endpoint.set(event.target.value)}
        value={endpoint.value}
      />
    </fieldset>
  );
}
