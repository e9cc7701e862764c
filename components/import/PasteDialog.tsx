"use client";
// "Paste settings" over a page: a text is read, a click fills the form with it. Loaded on demand.
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { FillHint } from "./FillHint";
import type { HandedSettings } from "./handed-settings";
import { PasteFields } from "./PasteFields";
import { pasteText } from "./paste-text";
import { usePaste } from "./use-paste";

type PasteDialogProps = {
  /** What was pasted already. */
  first?: string | undefined;
  onClose: () => void;
  onFill: (settings: HandedSettings) => void;
};

export function PasteDialog({ first = "", onClose, onFill }: PasteDialogProps) {
  const paste = usePaste(first);
  const fill = async () => {
    const settings = await paste.handed();
    if (settings !== null) onFill(settings);
  };
  return (
    <Dialog
      description={pasteText}
      footer={
        <>
          <FillHint />
          <div className="flex gap-2 max-rail:w-full max-rail:*:flex-1">
            <Button onClick={onClose}>Cancel</Button>
            <Button
              onClick={() => void fill()}
              reason={paste.draft === null ? "Paste settings first" : undefined}
              variant="primary"
            >
              Fill the form
            </Button>
          </div>
        </>
      }
      isOpen
      onClose={onClose}
      size="xl"
      title="Paste settings"
    >
      <PasteFields onFill={() => void fill()} paste={paste} reason={undefined} />
    </Dialog>
  );
}
