"use client";
// A new destination that begins with pasted settings, out of this tab's memory. After a reload they are gone, and the page says so.
import { type ReactNode, useEffect, useState } from "react";
import { handedSettings } from "#components/import/handed-settings";
import { DestinationEditor } from "./DestinationEditor";
import { forgetDraft } from "./stored-draft";
import type { EditorInput } from "./use-destination-editor";
import { useLater } from "./use-later";

export function PastedGate({ children, lead, ...who }: Omit<EditorInput, "given"> & { children: ReactNode }) {
  const [handed] = useState(handedSettings);
  const { later, load } = useLater(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    // What was typed before for another destination is not this one's.
    if (handed !== null) forgetDraft(null);
    void load().then(
      () => setReady(true),
      () => undefined,
    );
  }, [handed, load]);
  if (!isReady || later === null) return children;
  const begin = handed === null ? undefined : later.draftOf(handed.destination);
  return (
    <DestinationEditor
      {...who}
      given={{ saved: null, ...(begin ? { begin } : {}), later }}
      lead={handed?.backend ? <Backend name={handed.backend} /> : lead}
      note={<later.PastedNote handed={handed} />}
    />
  );
}

function Backend({ name }: { name: string }) {
  return (
    <p className="min-w-0 flex-1 text-13 text-ink-3">
      <strong className="block font-strong text-14 text-ink">{name}</strong>Recognised by its host
    </p>
  );
}
