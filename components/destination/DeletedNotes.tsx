"use client";
// What was deleted and can still be brought back: a note each, until its 10 minutes are over.
import { Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { Time } from "#components/ui/Time";

export type DeletedRow = { id: string; name: string; undoUntil: string };

export function DeletedNotes({
  deleted,
  reason,
  onUndo,
}: {
  deleted: readonly DeletedRow[];
  reason: string | undefined;
  onUndo: (row: DeletedRow) => void;
}) {
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  return deleted
    .filter((row) => Date.parse(row.undoUntil) > now)
    .map((row) => (
      <Note
        actions={
          <Button onClick={() => onUndo(row)} reason={reason} size="sm">
            Undo
          </Button>
        }
        icon={<Trash2 />}
        key={row.id}
        title={`${row.name} deleted`}
      >
        It can be brought back until <Time at={row.undoUntil} />.
      </Note>
    ));
}
