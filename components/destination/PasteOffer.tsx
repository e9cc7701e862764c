"use client";
// Under the endpoint, when something was pasted into it that is more than a URL: the offer to read it. What was pasted is kept until then.
import { lazy, Suspense, useEffect, useState } from "react";
import { useFormContext } from "react-hook-form";
import type { HandedSettings } from "#components/import/handed-settings";
import { looksLikeSettings } from "#components/import/looks-like-settings";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { draftOf } from "#lib/destination/draft";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { useEditor } from "./editor-context";
import { markHoles } from "./mark-holes";

const PasteDialog = lazy(() =>
  import("#components/import/PasteDialog").then((module) => ({ default: module.PasteDialog })),
);

/** `id`: of the field. Only a destination that is new is filled: a saved one has its own. */
export function PasteOffer({ id }: { id: string }) {
  const form = useFormContext<DestinationDraft>();
  const { saved, isReadOnly } = useEditor();
  const [pasted, setPasted] = useState<string | null>(null);
  const [isReading, setReading] = useState(false);
  const isOn = saved === null && !isReadOnly;
  useEffect(() => {
    const field = document.getElementById(id);
    if (!isOn || field === null) return;
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text") ?? "";
      if (!looksLikeSettings(text)) return setPasted(null);
      event.preventDefault();
      setPasted(text);
    };
    field.addEventListener("paste", onPaste);
    return () => field.removeEventListener("paste", onPaste);
  }, [id, isOn]);
  if (pasted === null || !isOn) return null;
  const close = () => {
    setReading(false);
    setPasted(null);
  };
  const fill = ({ destination }: HandedSettings) => {
    close();
    form.reset(draftOf(destination), { keepDefaultValues: true });
    markHoles(form.trigger, destination);
  };
  const keep = () => {
    form.setValue("connection.endpoint", pasted.replace(/\s*[\r\n]+\s*/g, " ").trim(), { shouldDirty: true });
    close();
    document.getElementById(id)?.focus();
  };
  return (
    <>
      <Note
        actions={
          <>
            {/* What was pasted is not in the field: Enter goes on with it. */}
            <Button autoFocus onClick={() => setReading(true)} size="sm" variant="primary">
              Read them
            </Button>
            <Button onClick={keep} size="sm">
              Paste as it is
            </Button>
          </>
        }
        role="status"
        title="This looks like settings."
      >
        They fill the whole form when they are read.
      </Note>
      {isReading && (
        <Suspense>
          <PasteDialog first={pasted} onClose={() => setReading(false)} onFill={fill} />
        </Suspense>
      )}
    </>
  );
}
