"use client";
// One URL a signal, used exactly as typed.
import { FieldMessage } from "#components/ui/Field";
import { TextField } from "#components/ui/TextField";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { useDraftField, useEditor } from "./editor-context";
import { ResolvedUrls } from "./ResolvedUrls";

export function SignalEndpoints() {
  const { draft } = useEditor();
  // A field of a connection that is not there would be registered into being.
  const shown = signals.filter((signal) => draft.signals[signal].enabled && draft.signals[signal].connection !== null);
  return (
    <>
      <div className="grid gap-3 rounded-md border border-line p-3">
        {shown.map((signal) => (
          <SignalEndpoint key={signal} signal={signal} />
        ))}
      </div>
      <FieldMessage hint="Used exactly as typed: no path is appended." />
      <ResolvedUrls hasError={false} />
    </>
  );
}

/** The same value stands in the group of the signal's own connection, once that is opened. */
function SignalEndpoint({ signal }: { signal: Signal }) {
  const endpoint = useDraftField<string | null>(`signals.${signal}.connection.endpoint`);
  const { label } = signalFacts[signal];
  return (
    <div className="grid grid-cols-[68px_minmax(0,1fr)] items-start gap-2">
      <span aria-hidden="true" className="pt-2 text-13 text-ink-2">
        {label}
      </span>
      <TextField
        {...endpoint.control}
        {...endpoint.message}
        hideLabel
        isCode
        label={`${label} endpoint`}
        onChange={(event) => endpoint.set(event.target.value)}
        value={endpoint.value ?? ""}
      />
    </div>
  );
}
