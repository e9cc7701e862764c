"use client";
// All keys: made, shown once, watched in use, revoked. What a role may do is told by whoever opens the page.
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { EmptyState } from "#components/ui/EmptyState";
import { LiveData } from "#components/ui/LiveData";
import { Note } from "#components/ui/Note";
import { toast } from "#components/ui/toast";
import type { ReceiverStatus } from "#lib/destination/delivery";
import type { CreatedKey, SavedKey } from "#lib/key";
import { KeyRow } from "./KeyRow";
import { MadeKey } from "./MadeKey";
import { NewKeyDialog } from "./NewKeyDialog";
import { RevokeKeyDialog } from "./RevokeKeyDialog";
import { useKeys } from "./use-keys";

export type RoleOption = { value: SavedKey["role"]; label: string; description: string; isIngest: boolean };

type KeysViewProps = {
  given: readonly SavedKey[];
  roles: readonly RoleOption[];
  /** null while the engine is away. */
  receiver: ReceiverStatus | null;
  /** Whether the environment has a key too. */
  hasApiKey: boolean;
  /** Why this person may not change keys. */
  reason: string | undefined;
};

export function KeysView(props: KeysViewProps) {
  return (
    <LiveData>
      <Keys {...props} />
    </LiveData>
  );
}

function Keys({ given, roles, receiver, hasApiKey, reason }: KeysViewProps) {
  const router = useRouter();
  const { keys, change } = useKeys(given);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<CreatedKey | null>(null);
  const [revoking, setRevoking] = useState<SavedKey | null>(null);
  const optionOf = (key: SavedKey) => roles.find(({ value }) => value === key.role);
  const ingestKeys = keys.filter((key) => optionOf(key)?.isIngest);
  const add = async (created: CreatedKey) => {
    const { key: _, ...saved } = created;
    setMaking(false);
    setMade(created);
    await change((all) => [...all.filter(({ id }) => id !== saved.id), saved]);
    router.refresh();
  };
  const remove = async (gone: SavedKey) => {
    setRevoking(null);
    if (made?.id === gone.id) setMade(null);
    await change((all) => all.filter(({ id }) => id !== gone.id));
    toast({ title: `${gone.name} revoked`, text: "It opens nothing any more.", tone: "neutral" });
    router.refresh();
  };
  return (
    <>
      {receiver?.problems.map((problem) => (
        <Note key={problem} title={problem} tone="wait" />
      ))}
      <Card
        aside={
          <Button
            icon={<Plus aria-hidden="true" size={14} />}
            onClick={() => setMaking(true)}
            reason={reason}
            size="sm"
          >
            New key
          </Button>
        }
        foot={
          (hasApiKey || reason !== undefined) && (
            <>
              {reason !== undefined && `You can look, not change. ${reason}. `}
              {hasApiKey && (
                <>
                  <code className="text-ink-2">OUTSPAN_API_KEY</code> is set in the environment: an admin’s key that is
                  not in this list.
                </>
              )}
            </>
          )
        }
        text="For scripts and CI, and for applications that send to the receiver. A key does what its role may."
        title="Keys"
      >
        {made !== null && (
          <MadeKey made={made} onDone={() => setMade(null)} receiver={optionOf(made)?.isIngest ? receiver : null} />
        )}
        {keys.length === 0 && made === null && (
          <div className="p-4 rail:p-5">
            <EmptyState title="No keys yet">
              One key for each script and each team: then you see who uses what, and revoke one without the others.
            </EmptyState>
          </div>
        )}
        {keys.length > 0 && (
          <ul aria-label="Keys" className="divide-y divide-line-soft">
            {keys.map((key) => (
              <KeyRow
                key={key.id}
                onRevoke={() => setRevoking(key)}
                reason={reason}
                roleLabel={optionOf(key)?.label ?? key.role}
                saved={key}
              />
            ))}
          </ul>
        )}
      </Card>
      {isMaking && <NewKeyDialog onClose={() => setMaking(false)} onMade={add} receiver={receiver} roles={roles} />}
      {revoking !== null && (
        <RevokeKeyDialog
          isIngest={optionOf(revoking)?.isIngest ?? false}
          isLast={ingestKeys.length === 1}
          onClose={() => setRevoking(null)}
          onRevoked={() => void remove(revoking)}
          receiver={receiver}
          saved={revoking}
        />
      )}
    </>
  );
}
