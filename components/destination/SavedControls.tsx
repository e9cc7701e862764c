"use client";
// What can be done with a saved destination at once: switching it, and deleting it.
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Switch } from "#components/ui/Switch";
import { toast } from "#components/ui/toast";
import { switchDestination } from "#lib/actions/destination";
import type { SavedDestination } from "#lib/destination/schema";
import { DeleteDialog } from "./DeleteDialog";

export function SavedControls({
  saved,
  reason,
  onSwitched,
}: {
  saved: SavedDestination;
  /** Why neither can be done; absent where both can. */
  reason: string | undefined;
  onSwitched: (saved: SavedDestination) => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const flip = async (enabled: boolean) => {
    setBusy(true);
    const answer = await switchDestination({ id: saved.id, enabled }).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      setProblem(null);
      onSwitched(answer.data);
      toast({ title: `${answer.data.name} is ${answer.data.enabled ? "on" : "off"}.` });
    } else setProblem(answer === null ? "Cannot reach Outspan. The switch did not move." : answer.error.message);
  };
  return (
    <div className="flex flex-wrap items-center gap-4">
      {problem !== null && (
        <p className="text-13 text-stop-ink" role="alert">
          {problem}
        </p>
      )}
      <Switch
        checked={saved.enabled}
        disabled={isBusy}
        label="Enabled"
        onCheckedChange={(enabled) => void flip(enabled)}
        reason={reason}
      />
      <Button
        icon={<Trash2 aria-hidden="true" size={16} />}
        onClick={() => setDeleting(true)}
        reason={reason}
        variant="second"
      >
        Delete
      </Button>
      <DeleteDialog isOpen={isDeleting} onClose={() => setDeleting(false)} saved={saved} />
    </div>
  );
}
