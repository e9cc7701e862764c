"use client";
// The endpoint as one base URL or one URL a signal, and below it exactly where each signal will go.
import { useId, useState } from "react";
import { Segmented } from "#components/ui/Choice";
import { TextField } from "#components/ui/TextField";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { type Signal, signals } from "#lib/otlp/signal";
import { useDraftField, useEditor, useSetDraft } from "./editor-context";
import { ResolvedUrls } from "./ResolvedUrls";

const kinds = [
  { value: "base", label: "Base URL" },
  { value: "signal", label: "Per signal" },
] as const;

export function EndpointField() {
  const { draft, isReadOnly, later } = useEditor();
  const kind = usesSignalUrls(draft) ? "signal" : "base";
  const choose = useEndpointKind();
  const id = useId();
  // gRPC has no paths, so it is not offered there; but a choice that was there stays, with the focus in it.
  const [hadChoice, setHadChoice] = useState(false);
  const hasChoice = hadChoice || draft.connection.transport === "http" || kind === "signal";
  if (kind === "signal" && !hadChoice) setHadChoice(true);
  return (
    <div className="grid gap-1.5">
      <div className="flex items-end justify-between gap-3 text-13 font-label">
        {kind === "base" ? <label htmlFor={id}>Endpoint</label> : <span>Endpoints</span>}
        {hasChoice && (
          <Segmented
            className="font-text max-rail:w-[62%]"
            disabled={isReadOnly}
            hideLabel
            isSmall
            label="How URLs are given"
            onValueChange={choose}
            options={kinds}
            value={kind}
          />
        )}
      </div>
      {kind === "base" ? <BaseEndpoint id={id} /> : later && <later.SignalEndpoints />}
    </div>
  );
}

/** The shared endpoint is empty and every enabled signal has one of its own. */
export function usesSignalUrls(draft: DestinationDraft): boolean {
  const on = signals.filter((signal) => draft.signals[signal].enabled);
  const own = (signal: Signal) => draft.signals[signal].connection?.endpoint ?? null;
  return draft.connection.endpoint === "" && on.length > 0 && on.every((signal) => own(signal) !== null);
}

/** Moves between the two. What was typed as the base URL is kept for the way back. */
function useEndpointKind(): (kind: "base" | "signal") => void {
  const { draft, withLater } = useEditor();
  const setDraft = useSetDraft();
  const [base, setBase] = useState("");
  return (kind) =>
    withLater((later) => {
      if (kind === "base") return later.toBaseUrl(draft, setDraft, base);
      setBase(draft.connection.endpoint);
      later.toSignalUrls(draft, setDraft);
    });
}

function BaseEndpoint({ id }: { id: string }) {
  const { draft, later } = useEditor();
  const endpoint = useDraftField<string>("connection.endpoint");
  const isGrpc = draft.connection.transport === "grpc";
  const { error, warning, fix } = endpoint.message;
  return (
    <>
      <TextField
        {...endpoint.control}
        {...endpoint.message}
        hint={isGrpc && <GrpcHint endpoint={endpoint.value} />}
        id={id}
        isCode
        label={null}
        onChange={(event) => endpoint.set(event.target.value)}
        placeholder={isGrpc ? "https://otlp.example.com:4317" : "https://otlp.example.com"}
        value={endpoint.value}
        {...(error || !warning ? {} : { warning, fix })}
      />
      <ResolvedUrls hasError={error !== undefined} />
      {later && <later.PasteOffer id={id} />}
      {later && <later.PresetOffer />}
    </>
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
