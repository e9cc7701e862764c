"use client";
// What can be done with a saved destination at once: switching it, taking it elsewhere, deleting it.
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { ExportMenu } from "#components/export/ExportMenu";
import { give } from "#components/health/orders";
import { readStatus } from "#components/health/read";
import { Button } from "#components/ui/Button";
import { Switch } from "#components/ui/Switch";
import { toast } from "#components/ui/toast";
import { switchDestination } from "#lib/actions/destination";
import { totalOf } from "#lib/destination/ledger";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { DeleteDialog } from "./DeleteDialog";
import { SwitchOffDialog } from "./SwitchOffDialog";

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
  const [deleting, setDeleting] = useState<{ ledger: Status["ledger"] | null } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [waiting, setWaiting] = useState<Status["ledger"] | null>(null);
  const flip = async (enabled: boolean, isDiscarding = false) => {
    setWaiting(null);
    setBusy(true);
    const answer = await switchDestination({ id: saved.id, enabled }).catch(() => null);
    const discarded = answer?.ok && isDiscarding ? await give(saved.id, "discard") : null;
    setBusy(false);
    if (answer?.ok) {
      setProblem(discarded?.ok === false ? discarded.error.message : null);
      onSwitched(answer.data);
      toast({ title: `${answer.data.name} is ${answer.data.enabled ? "on" : "off"}.` });
    } else setProblem(answer === null ? "Cannot reach Outspan. The switch did not move." : answer.error.message);
  };
  /** Off asks what becomes of what waits, if anything does. */
  const ask = async (enabled: boolean) => {
    if (enabled) return flip(true);
    const ledger = await readLedger();
    if (ledger !== null && totalOf(ledger).queued > 0) setWaiting(ledger);
    else await flip(false);
  };
  const readLedger = async () => {
    setBusy(true);
    const status = await readStatus(saved.id, AbortSignal.timeout(2000)).catch(() => null);
    setBusy(false);
    return status?.ledger ?? null;
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
        onCheckedChange={(enabled) => void ask(enabled)}
        reason={reason}
      />
      <ExportMenu id={saved.id} name={saved.name} />
      <Button
        icon={<Trash2 aria-hidden="true" size={16} />}
        disabled={isBusy}
        onClick={() => void readLedger().then((ledger) => setDeleting({ ledger }))}
        reason={reason}
        variant="second"
      >
        Delete
      </Button>
      {waiting && (
        <SwitchOffDialog
          ledger={waiting}
          name={saved.name}
          onClose={() => setWaiting(null)}
          onOff={(isDiscarding) => void flip(false, isDiscarding)}
        />
      )}
      {deleting && <DeleteDialog ledger={deleting.ledger} onClose={() => setDeleting(null)} saved={saved} />}
    </div>
  );
}
