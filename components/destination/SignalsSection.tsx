"use client";
// What this destination gets: a switch a signal, how metrics are sent, and a connection of its own where it needs one.
import { GitBranch } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "#components/ui/Button";
import { FieldMessage } from "#components/ui/Field";
import { Switch } from "#components/ui/Switch";
import type { OwnConnectionDraft } from "#lib/destination/draft-shape";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { useDraftField, useEditor, useSetDraft } from "./editor-context";
import { MetricsFields } from "./MetricsFields";
import { Section } from "./Section";

const sentences: Record<Signal, string> = {
  traces: "Spans, passed on as received",
  metrics: "Data points, converted to the temporality below",
  logs: "Log records, passed on as received",
};

export function SignalsSection() {
  const first = useDraftField<boolean>("signals.traces.enabled");
  return (
    <Section text="What this destination gets. Each signal can have its own endpoint and headers." title="Signals">
      <div className="grid gap-1.5">
        <ul className="divide-y divide-line-soft rounded-lg border border-line bg-surface shadow-1">
          {signals.map((signal) => (
            <SignalRow key={signal} signal={signal} />
          ))}
        </ul>
        {first.message.error !== undefined && (
          <div data-invalid="" tabIndex={-1}>
            <FieldMessage error={first.message.error} />
          </div>
        )}
      </div>
    </Section>
  );
}

function SignalRow({ signal }: { signal: Signal }) {
  const { draft, isReadOnly, later } = useEditor();
  const enabled = useDraftField<boolean>(`signals.${signal}.enabled`);
  const connection = draft.signals[signal].connection;
  const own = useOwnConnection(signal, connection);
  const id = useId();
  const { label } = signalFacts[signal];
  const hasFields = enabled.value && (signal === "metrics" || own.isOpen);
  return (
    <li>
      <div className="flex items-center gap-3 px-4 py-3">
        <Switch
          checked={enabled.value}
          className="min-w-0 flex-1 gap-3!"
          description={enabled.value ? sentences[signal] : "Not sent here"}
          disabled={enabled.control.disabled}
          label={label}
          onCheckedChange={enabled.set}
        />
        {enabled.value && (!isReadOnly || connection !== null) && (
          <Button
            aria-controls={own.isOpen ? id : undefined}
            aria-expanded={own.isOpen}
            icon={<GitBranch aria-hidden="true" size={16} />}
            onClick={own.toggle}
            size="sm"
            variant="ghost"
          >
            <span className="max-rail:sr-only">Own connection</span>
          </Button>
        )}
      </div>
      {hasFields && (
        <div className="grid gap-4 px-4 pb-4 rail:pl-[62px]">
          {signal === "metrics" && <MetricsFields />}
          {own.isOpen && later && <later.OwnConnection id={id} onUseShared={own.drop} signal={signal} />}
        </div>
      )}
    </li>
  );
}

/** Opening gives the signal a connection, prefilled from the shared one; closing only hides it. */
function useOwnConnection(signal: Signal, connection: OwnConnectionDraft | null) {
  const { draft, isReadOnly, withLater, preset } = useEditor();
  const setDraft = useSetDraft();
  // A preset hides nothing of what it fills in, nor a pasted text what it leaves to fill in.
  const isFilled =
    (preset !== null && (connection?.headers ?? connection?.auth ?? null) !== null) ||
    JSON.stringify(connection).includes("${");
  const [isHidden, setHidden] = useState(!isFilled);
  const [had, setHad] = useState(connection !== null);
  if ((connection !== null) !== had) {
    setHad(connection !== null);
    if (connection === null || isFilled) setHidden(connection === null);
  }
  return {
    isOpen: connection !== null && !isHidden,
    toggle: () =>
      withLater(({ ownDraftFor }) => {
        if (connection === null && !isReadOnly) setDraft(`signals.${signal}.connection`, ownDraftFor(draft, signal));
        setHidden(!isHidden);
      }),
    drop: () => setDraft(`signals.${signal}.connection`, null),
  };
}
