"use client";
// Asks before a queue is given up: how many items of what, and that it cannot be undone.
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { countWords } from "#lib/destination/amount";
import { queuedNoun, totalOf } from "#lib/destination/ledger";
import type { Status } from "#lib/destination/status";
import { queuedWords } from "#lib/destination/status-sentence";

type DiscardDialogProps = {
  isOpen: boolean;
  name: string;
  ledger: Status["ledger"];
  onClose: () => void;
  onDiscard: () => void;
};

export function DiscardDialog({ isOpen, name, ledger, onClose, onDiscard }: DiscardDialogProps) {
  const { queued } = totalOf(ledger);
  const { one, many } = queuedNoun(ledger);
  return (
    <Dialog
      description={`${queuedWords(ledger)} wait on disk for ${name}. They are dropped and counted as discarded. This cannot be undone.`}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button onClick={onDiscard} variant="danger">
            Discard {countWords(queued, one, many)}
          </Button>
        </>
      }
      isOpen={isOpen}
      onClose={onClose}
      size="sm"
      title={`Discard the queue of ${name}?`}
    />
  );
}
