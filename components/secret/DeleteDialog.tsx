"use client";
// Deletes a secret; one that is used says by whom, and stays.
import Link from "next/link";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { toast } from "#components/ui/toast";
import { deleteSecret } from "#lib/actions/secret";
import type { SavedSecret } from "#lib/destination/named-secret";

type DeleteDialogProps = { secret: SavedSecret; onClose: () => void; onDeleted: () => void };

export function DeleteDialog({ secret: { name, usedBy, keys }, onClose, onDeleted }: DeleteDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const isUsed = usedBy.length > 0;
  const remove = async () => {
    setBusy(true);
    const answer = await deleteSecret({ name }).catch(() => null);
    setBusy(false);
    if (!answer?.ok) return setError(answer?.error.message ?? "Cannot reach Outspan.");
    toast({ title: `${name} deleted`, tone: "neutral" });
    onDeleted();
  };
  const count = keys.length === 1 ? "its value" : `its ${keys.length} values`;
  return (
    <Dialog
      description={
        isUsed
          ? "It stays as long as a destination uses it. Choose another secret there, or enter headers."
          : "Its values are gone then; nobody can read them back."
      }
      footer={
        <>
          <Button onClick={onClose}>{isUsed ? "Close" : "Keep it"}</Button>
          {!isUsed && (
            <Button busy={isBusy ? "Deleting" : undefined} onClick={() => void remove()} variant="danger">
              Delete {name} and {count}
            </Button>
          )}
        </>
      }
      isOpen
      onClose={onClose}
      size="sm"
      title={isUsed ? `${name} is in use` : `Delete ${name}?`}
    >
      {error && <Note role="alert" title={error} tone="stop" />}
      {isUsed && (
        <ul className="grid gap-1">
          {usedBy.map((user) => (
            <li key={user.id}>
              <Link className="link" href={`/destinations/${user.id}/settings`}>
                {user.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
