"use client";
// The one look at a key that was just made, with what an application's environment needs of it.
import { KeyRound } from "lucide-react";
import { endpointBlock } from "#components/receiver/endpoint-block";
import { Button } from "#components/ui/Button";
import { Code } from "#components/ui/Code";
import { CopyButton } from "#components/ui/CopyButton";
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
    <div className="border-b border-line-soft p-4 rail:p-5">
      <section
        aria-label={`The key for ${made.name}`}
        className="grid gap-3 rounded-md border border-span-line bg-span-soft p-4"
      >
        <div className="grid grid-cols-[18px_minmax(0,1fr)_auto] items-start gap-x-3" role="status">
          <KeyRound aria-hidden="true" className="mt-0.5 text-span-ink" size={16} />
          <div className="min-w-0 text-13">
            <p className="font-strong break-words">Copy the key for {made.name} now.</p>
            <p className="text-pretty text-ink-2">It is stored as a hash and cannot be shown again.</p>
          </div>
          <Button onClick={onDone} size="sm">
            Done
          </Button>
        </div>
        <p className="flex items-center gap-2 rounded-sm border border-line bg-sunken py-1 pr-1.5 pl-3">
          <code className="mono-12 min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">{made.key}</code>
          <CopyButton label="Copy the key" text={made.key} />
        </p>
        {block !== null && <Code text={block} title="Environment of the applications that send with it" wraps />}
      </section>
    </div>
  );
}
