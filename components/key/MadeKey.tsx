"use client";
// The one look at a key that was just made, with what an application's environment needs of it.
import { KeyRound } from "lucide-react";
import { endpointBlock } from "#components/receiver/endpoint-block";
import { Code } from "#components/ui/Code";
import { MadeOnce } from "#components/ui/MadeOnce";
import type { ReceiverStatus } from "#lib/destination/delivery";
import type { CreatedKey } from "#lib/key";

type MadeKeyProps = {
  made: CreatedKey;
  /** null where the key is none for it, or the engine is away. */
  receiver: ReceiverStatus | null;
  onDone: () => void;
};

export function MadeKey({ made, receiver, onDone }: MadeKeyProps) {
  const block = receiver === null ? null : endpointBlock(receiver, location.hostname, made.key);
  return (
    <MadeOnce
      below={block !== null && <Code text={block} title="Environment of the applications that send with it" wraps />}
      copyLabel="Copy the key"
      icon={KeyRound}
      label={`The key for ${made.name}`}
      onDone={onDone}
      text={made.key}
      title={`Copy the key for ${made.name} now.`}
    >
      It is stored as a hash and cannot be shown again.
    </MadeOnce>
  );
}
