"use client";
// Before a destination with a queue is switched off: keep what waits, or discard it.
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import type { Status } from "#lib/destination/status";
import { queuedWords } from "#lib/destination/status-sentence";

type SwitchOffDialogProps = {
  name: string;
  ledger: Status["ledger"];
  onClose: () => void;
  onOff: (isDiscarding: boolean) => void;
};

export function SwitchOffDialog({ name, ledger, onClose, onOff }: SwitchOffDialogProps) {
  return (
    <Dialog
      description={`${queuedWords(ledger)} wait on disk. Kept, they are sent when ${name} is on again, until they are too old for its queue. Discarded, they are gone: that cannot be undone.`}
      footer={
        <>
          <Button onClick={onClose} variant="ghost">
            Cancel
          </Button>
          <Button onClick={() => onOff(true)} variant="danger-line">
            Switch off and discard
          </Button>
          <Button onClick={() => onOff(false)} variant="primary">
            Switch off, keep what waits
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      title={`Switch ${name} off?`}
    />
  );
}
