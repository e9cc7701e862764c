"use client";
// The endpoint as one base URL or one URL a signal, and below it exactly where each signal will go.
import { useState } from "react";
import { Segmented } from "#components/ui/Choice";
import { FieldMessage } from "#components/ui/Field";
import { TextField } from "#components/ui/TextField";
import { type DestinationDraft, type OwnConnectionDraft, ownDraftFor } from "#lib/destination/draft";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { useDraftField, useEditor, useSetDraft } from "./editor-context";
import { ResolvedUrls } from "./ResolvedUrls";

const kinds = [
  { value: "base", label: "Base URL" },
  { value: "signal", label: "Per signal" },
] as const;

export function EndpointField() {
  const { draft, isReadOnly } = useEditor();
  const kind = usesSignalUrls(draft) ? "signal" : "base";
  const choose = useEndpointKind();
  const aside = (draft.connection.transport === "http" || kind === "signal") && (
    <Segmented
      className="max-rail:w-[62%]"
      disabled={isReadOnly}
      hideLabel
      isSmall
      label="How URLs are given"
      onValueChange={choose}
      options={kinds}
      value={kind}
    />
  );
  if (kind === "signal") return <SignalEndpoints aside={aside} />;
  return <BaseEndpoint aside={aside || undefined} />;
}

/** The shared endpoint is empty and every enabled signal has one of its own. */
export function usesSignalUrls(draft: DestinationDraft): boolean {
  const on = signals.filter((signal) => draft.signals[signal].enabled);
  const own = (signal: Signal) => draft.signals[signal].connection?.endpoint ?? null;
  return draft.connection.endpoint === "" && on.length > 0 && on.every((signal) => own(signal) !== null);
}

/** Moves between the two: the base URL becomes three full URLs, and comes back when they go. */
function useEndpointKind(): (kind: "base" | "signal") => void {
  const { draft } = useEditor();
  const setDraft = useSetDraft();
  const [base, setBase] = useState("");
  return (kind) => {
    if (kind === "signal") {
      setBase(draft.connection.endpoint);
      for (const signal of signals) {
        const own = draft.signals[signal].connection;
        if (own?.endpoint != null) continue;
        const prefilled = ownDraftFor(draft, signal);
        setDraft(`signals.${signal}.connection`, {
          ...prefilled,
          ...withoutNulls(own),
          transport: null,
          endpoint: prefilled.endpoint ?? "",
        });
      }
      setDraft("connection.endpoint", "");
      return;
    }
    setDraft("connection.endpoint", base || baseOf(draft));
    for (const signal of signals) {
      const own = draft.signals[signal].connection;
      if (own === null) continue;
      const rest = { ...own, endpoint: null, transport: null };
      setDraft(`signals.${signal}.connection`, Object.values(rest).every((value) => value === null) ? null : rest);
    }
  };
}

function withoutNulls(own: OwnConnectionDraft | null): Partial<OwnConnectionDraft> {
  return Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== null));
}

/** The first full URL without the path that Outspan appends. */
function baseOf(draft: DestinationDraft): string {
  for (const signal of signals) {
    const endpoint = draft.signals[signal].connection?.endpoint;
    if (endpoint)
      return endpoint.endsWith(signalFacts[signal].path)
        ? endpoint.slice(0, -signalFacts[signal].path.length)
        : endpoint;
  }
  return "";
}

function BaseEndpoint({ aside }: { aside: React.ReactNode }) {
  const { draft } = useEditor();
  const endpoint = useDraftField<string>("connection.endpoint");
  const isGrpc = draft.connection.transport === "grpc";
  const { error, warning, fix } = endpoint.message;
  return (
    <div className="grid gap-1.5">
      <TextField
        {...endpoint.control}
        {...endpoint.message}
        aside={aside}
        hint={isGrpc && <GrpcHint endpoint={endpoint.value} />}
        isCode
        label="Endpoint"
        onChange={(event) => endpoint.set(event.target.value)}
        placeholder={isGrpc ? "http://127.0.0.1:4317" : "http://127.0.0.1:4318"}
        value={endpoint.value}
        {...(error || !warning ? {} : { warning, fix })}
      />
      <ResolvedUrls hasError={error !== undefined} />
    </div>
  );
}

function GrpcHint({ endpoint }: { endpoint: string }) {
  if (endpoint.includes("://")) return null;
  return (
    <>
      No scheme means TLS. Write <code>http://{endpoint || "…"}</code> for plain text.
    </>
  );
}

function SignalEndpoints({ aside }: { aside: React.ReactNode }) {
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
