"use client";
// One signal's own connection. What is set here replaces the shared field as a whole; what is not is shared.
import { KeyRound, Undo2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Segmented } from "#components/ui/Choice";
import { TextField } from "#components/ui/TextField";
import { emptyDraft, type HeaderDraft } from "#lib/destination/draft-shape";
import type { Compression, Encoding, Transport } from "#lib/destination/schema";
import { type Signal, signalFacts } from "#lib/otlp/signal";
import { AuthFields } from "./AuthFields";
import { usesSignalUrls } from "./EndpointField";
import { type SlotPath, useDraftField, useEditor, useSetDraft } from "./editor-context";
import { HeaderRows } from "./HeaderRows";
import { SavedSecret } from "./SavedSecret";
import { TlsFields, TransferFields } from "./TlsFields";

const shared = { value: "shared", label: "As shared" } as const;
const encodings = [shared, { value: "protobuf", label: "Protobuf" }, { value: "json", label: "JSON" }] as const;
const compressions = [shared, { value: "gzip", label: "gzip" }, { value: "none", label: "None" }] as const;

export function OwnConnection({ signal, id, onUseShared }: { signal: Signal; id: string; onUseShared: () => void }) {
  const slot: SlotPath = `signals.${signal}.connection`;
  const { draft, isReadOnly } = useEditor();
  const own = draft.signals[signal].connection;
  const transport = own?.transport ?? draft.connection.transport;
  return (
    <fieldset className="grid min-w-0 gap-4 rounded-md border border-line bg-canvas p-4" id={id}>
      <legend className="sr-only">{signalFacts[signal].label} connection</legend>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p aria-hidden="true" className="text-13 font-strong">
          {signalFacts[signal].label} connection
        </p>
        {!isReadOnly && (
          <Button icon={<Undo2 aria-hidden="true" size={14} />} onClick={onUseShared} size="sm" variant="ghost">
            Use shared
          </Button>
        )}
      </div>
      <OwnEndpoint isAlone={usesSignalUrls(draft)} slot={slot} transport={transport} />
      <div className="grid gap-4">
        {transport === "http" && <OwnChoice label="Encoding" options={encodings} path={`${slot}.encoding`} />}
        <OwnChoice label="Compression" options={compressions} path={`${slot}.compression`} />
      </div>
      <AuthFields slot={slot} />
      <OwnHeaders slot={slot} />
      <OwnSecret slot={slot} />
      <TransferFields slot={slot} />
      <OwnTls slot={slot} />
    </fieldset>
  );
}

/** Alone, there is no shared endpoint: an empty one is an empty one. Else empty means shared. */
function OwnEndpoint({ slot, transport, isAlone }: { slot: SlotPath; transport: Transport; isAlone: boolean }) {
  const ownTransport = useDraftField<Transport | null>(`${slot}.transport`);
  const endpoint = useDraftField<string | null>(`${slot}.endpoint`);
  return (
    <>
      <Segmented
        disabled={ownTransport.control.disabled}
        label="Transport"
        onValueChange={ownTransport.set}
        options={[
          { value: "http", label: "HTTP" },
          { value: "grpc", label: "gRPC" },
        ]}
        value={transport}
      />
      <TextField
        {...endpoint.control}
        {...endpoint.message}
        hint={transport === "http" ? "Used exactly as typed: no path is appended." : "No scheme means TLS."}
        isCode
        label="Endpoint"
        onChange={(event) => endpoint.set(event.target.value === "" && !isAlone ? null : event.target.value)}
        placeholder={isAlone ? undefined : "As shared"}
        value={endpoint.value ?? ""}
      />
    </>
  );
}

function OwnChoice({
  path,
  label,
  options,
}: {
  path: string;
  label: string;
  options: readonly { value: Encoding | Compression | "shared"; label: string }[];
}) {
  const field = useDraftField<Encoding | Compression | null>(path);
  return (
    <Segmented
      disabled={field.control.disabled}
      label={label}
      onValueChange={(value) => field.set(value === "shared" ? null : value)}
      options={options}
      value={field.value ?? "shared"}
    />
  );
}

function OwnHeaders({ slot }: { slot: SlotPath }) {
  const { draft, isReadOnly } = useEditor();
  const headers = useDraftField<HeaderDraft[] | null>(`${slot}.headers`);
  const setDraft = useSetDraft();
  const sharedHeaders = draft.connection.headers;
  if (headers.value) {
    return (
      <div className="grid gap-2">
        <p className="text-13 text-ink-3">
          These replace the shared headers.{" "}
          {!isReadOnly && (
            <button className="link" onClick={() => setDraft(`${slot}.headers`, null)} type="button">
              Use the shared headers
            </button>
          )}
        </p>
        <HeaderRows slot={slot} />
      </div>
    );
  }
  // A stored value stays with the slot it was saved for: here it must be typed.
  const prefilled = sharedHeaders.map((header) => ({ ...header, saved: false }));
  const blank: HeaderDraft = { name: "", value: "", secret: true, saved: false };
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <legend className="sr-only">Headers</legend>
      <p className="text-13 text-ink-3">
        {sharedHeaders.length === 0
          ? "No headers, as shared."
          : `As shared: ${sharedHeaders.map(({ name }) => name || "unnamed").join(", ")}.`}
      </p>
      {!isReadOnly && (
        <Button onClick={() => setDraft(`${slot}.headers`, [...prefilled, blank])} size="sm" variant="ghost">
          Add header
        </Button>
      )}
    </fieldset>
  );
}

/** Closed where neither this connection nor the shared one has a secret. */
function OwnSecret({ slot }: { slot: SlotPath }) {
  const { draft, isReadOnly } = useEditor();
  const own = useDraftField<string | null>(`${slot}.secret`);
  const [isChoosing, setChoosing] = useState(false);
  if (isChoosing || own.value || draft.connection.secret !== "") {
    return <SavedSecret onNone={() => setChoosing(false)} slot={slot} />;
  }
  if (isReadOnly) return null;
  return (
    <Button
      className="justify-self-start"
      icon={<KeyRound aria-hidden="true" size={16} />}
      onClick={() => setChoosing(true)}
      size="sm"
      variant="ghost"
    >
      Use a saved secret
    </Button>
  );
}

function OwnTls({ slot }: { slot: SlotPath }) {
  const { isReadOnly } = useEditor();
  const tls = useDraftField<object | null>(`${slot}.tls`);
  const setDraft = useSetDraft();
  if (tls.value) {
    return (
      <div className="grid gap-2">
        <TlsFields slot={slot} />
        {!isReadOnly && (
          <button
            className="link justify-self-start text-13"
            onClick={() => setDraft(`${slot}.tls`, null)}
            type="button"
          >
            Use the shared TLS settings
          </button>
        )}
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p className="text-13 text-ink-3">TLS settings as shared.</p>
      {!isReadOnly && (
        <Button onClick={() => setDraft(`${slot}.tls`, emptyDraft().connection.tls)} size="sm" variant="ghost">
          Own TLS settings
        </Button>
      )}
    </div>
  );
}
