"use client";
// Ends a key for good, and says before what stops with it.
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { revokeKey } from "#lib/actions/key";
import type { ReceiverStatus } from "#lib/destination/delivery";
import type { SavedKey } from "#lib/key";

type RevokeKeyDialogProps = {
  saved: SavedKey;
  isIngest: boolean;
  /** There is no other ingest key. */
  isLast: boolean;
  receiver: ReceiverStatus | null;
  onRevoked: () => void;
  onClose: () => void;
};

export function RevokeKeyDialog({ saved, isIngest, isLast, receiver, onRevoked, onClose }: RevokeKeyDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const revoke = async () => {
    setBusy(true);
    const answer = await revokeKey({ id: saved.id }).catch(() => null);
    setBusy(false);
    // Somebody else was faster: it is what was wanted.
    if (answer?.ok || answer?.error.code === "not_found") onRevoked();
    else setProblem(answer?.error.message ?? "Cannot reach Outspan. The key still works.");
  };
  return (
    <Dialog
      description={isIngest ? ingestWords : apiWords}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button busy={isBusy ? "Revoking" : undefined} onClick={() => void revoke()} variant="danger">
            Revoke {saved.name}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      size="sm"
      title={`Revoke ${saved.name}?`}
    >
      {isIngest && isLast && receiver !== null && !receiver.token && (
        <Note title="It is the last ingest key." tone="wait">
          The receiver then refuses everybody until there is a new one, or OUTSPAN_INGEST_TOKEN is set.
        </Note>
      )}
      {problem !== null && (
        <p className="text-13 text-stop-ink" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

const apiWords = "Programs that use it get 401 from the next request on. It cannot be brought back.";
const ingestWords =
  "The receiver refuses whoever sends with it from the next request on, and most SDKs drop what is refused. It cannot be brought back.";
