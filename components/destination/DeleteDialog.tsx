"use client";
// Deletes a destination; it can be brought back for ten minutes.
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { toast } from "#components/ui/toast";
import { deleteDestination, undeleteDestination } from "#lib/actions/destination";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { queuedWords } from "#lib/destination/status-sentence";
import { forgetDraft } from "./stored-draft";

type DeleteDialogProps = {
  saved: SavedDestination;
  /** What waits; null where the engine does not say. */
  ledger: Status["ledger"] | null;
  onClose: () => void;
};

export function DeleteDialog({ saved, ledger, onClose }: DeleteDialogProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const waiting = ledger === null ? "" : queuedWords(ledger);
  const bringBack = async () => {
    const answer = await undeleteDestination({ id: saved.id }).catch(() => null);
    if (answer?.ok) router.refresh();
    else
      toast({ title: `${saved.name} was not brought back.`, text: answer?.error.message ?? "Cannot reach Outspan." });
  };
  const remove = async () => {
    setBusy(true);
    const answer = await deleteDestination({ id: saved.id }).catch(() => null);
    setBusy(false);
    if (!answer?.ok && answer?.error.code !== "not_found") {
      return setProblem(answer?.error.message ?? "Cannot reach Outspan. Nothing was deleted.");
    }
    forgetDraft(saved.id);
    toast({
      title: `${saved.name} deleted`,
      text: "It can be brought back for 10 min.",
      action: { label: "Undo", onPress: () => void bringBack() },
      durationMs: 10_000,
    });
    router.push("/destinations");
  };
  return (
    <Dialog
      description={`It stops at once. For 10 min it can be brought back from the list${waiting === "" ? "" : ` with the ${waiting} that wait on disk`}; after that its settings${waiting === "" ? " and secrets" : ", secrets and queue"} are erased. The audit stays.`}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button busy={busy ? "Deleting" : undefined} onClick={() => void remove()} variant="danger">
            Delete {saved.name}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      size="sm"
      title={`Delete ${saved.name}?`}
    >
      {problem !== null && (
        <p className="text-13 text-stop-ink" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
