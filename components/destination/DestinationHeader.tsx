"use client";
// Name, state and place of a destination, its switch and its deletion. The switch acts at once; the form below is a draft.
import { ChevronRight, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { State } from "#components/ui/State";
import { Switch } from "#components/ui/Switch";
import { toast } from "#components/ui/toast";
import { switchDestination } from "#lib/actions/destination";
import type { SavedDestination } from "#lib/destination/schema";
import { DeleteDialog } from "./DeleteDialog";

type DestinationHeaderProps = {
  saved: SavedDestination | null;
  canWrite: boolean;
  onSwitched: (saved: SavedDestination) => void;
};

export function DestinationHeader({ saved, canWrite, onSwitched }: DestinationHeaderProps) {
  return (
    <div className="flex items-end gap-4 max-rail:flex-wrap max-rail:items-start max-rail:gap-3">
      <div className="min-w-0 flex-1 max-rail:basis-full">
        <nav aria-label="Breadcrumb" className="mb-1.5 flex items-center gap-1.5 text-13 text-ink-3 max-rail:hidden">
          <Link className="hover:text-ink" href="/destinations">
            Destinations
          </Link>
          <ChevronRight aria-hidden="true" className="text-ink-off" size={14} />
          <span aria-current="page" className="truncate">
            {saved?.name ?? "New"}
          </span>
        </nav>
        <h1 className="text-22 font-title break-words">{saved?.name ?? "New destination"}</h1>
        {saved !== null && (
          <p className="mt-1 text-13">
            <State name={saved.enabled ? "nothing_to_send" : "off"} />
          </p>
        )}
      </div>
      {saved !== null && <Controls canWrite={canWrite} onSwitched={onSwitched} saved={saved} />}
    </div>
  );
}

function Controls({
  saved,
  canWrite,
  onSwitched,
}: {
  saved: SavedDestination;
  canWrite: boolean;
  onSwitched: (saved: SavedDestination) => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const reason = canWrite ? undefined : "Needs the role Admin";
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
