"use client";
// All keys: made, shown once, watched in use, revoked. What a role may do is told by whoever opens the page.
import { Plus } from "lucide-react";
import { useState } from "react";
import { LiveData } from "#components/health/LiveData";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { EmptyState } from "#components/ui/EmptyState";
import { Note } from "#components/ui/Note";
import type { ReceiverStatus } from "#lib/destination/delivery";
import type { SavedKey } from "#lib/key";
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
  const { keys, made, add, remove, dropMade } = useKeys(given);
  const [isMaking, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<SavedKey | null>(null);
  const optionOf = (key: SavedKey) => roles.find(({ value }) => value === key.role);
  const ingestKeys = keys.filter((key) => optionOf(key)?.isIngest);
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
        foot={(hasApiKey || reason !== undefined) && <Foot hasApiKey={hasApiKey} reason={reason} />}
        text="For scripts and CI, and for applications that send to the receiver. A key does what its role may."
        title="Keys"
      >
        {made !== null && (
          <MadeKey made={made} onDone={dropMade} receiver={optionOf(made)?.isIngest ? receiver : null} />
        )}
        {keys.length === 0 && made === null && <NoKeys />}
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
      {isMaking && (
        <NewKeyDialog
          onClose={() => setMaking(false)}
          onMade={(created) => {
            setMaking(false);
            return add(created);
          }}
          receiver={receiver}
          roles={roles}
        />
      )}
      {revoking !== null && (
        <RevokeKeyDialog
          isIngest={optionOf(revoking)?.isIngest ?? false}
          isLast={ingestKeys.length === 1}
          onClose={() => setRevoking(null)}
          onRevoked={() => {
            setRevoking(null);
            void remove(revoking);
          }}
          receiver={receiver}
          saved={revoking}
        />
      )}
    </>
  );
}

function Foot({ hasApiKey, reason }: Pick<KeysViewProps, "hasApiKey" | "reason">) {
  return (
    <>
      {reason !== undefined && `You can look, not change. ${reason}. `}
      {hasApiKey && (
        <>
          <code className="text-ink-2">OUTSPAN_API_KEY</code> is set in the environment: an admin’s key that is not in
          this list.
        </>
      )}
    </>
  );
}

function NoKeys() {
  return (
    <div className="p-4 rail:p-5">
      <EmptyState title="No keys yet">
        One key for each script and each team: then you see who uses what, and revoke one without the others.
      </EmptyState>
    </div>
  );
}
