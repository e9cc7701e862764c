"use client";
// The one look at a link that was just made.
import { Link2 } from "lucide-react";
import { Button } from "#components/ui/Button";
import { CopyButton } from "#components/ui/CopyButton";
import { Time } from "#components/ui/Time";
import type { PersonLink } from "#lib/person";

export function MadeLink({ email, made, onDone }: { email: string; made: PersonLink; onDone: () => void }) {
  return (
    <div className="border-b border-line-soft p-4 rail:p-5">
      <section
        aria-label={`The link for ${email}`}
        className="grid gap-3 rounded-md border border-span-line bg-span-soft p-4"
      >
        <div className="grid grid-cols-[18px_minmax(0,1fr)_auto] items-start gap-x-3" role="status">
          <Link2 aria-hidden="true" className="mt-0.5 text-span-ink" size={16} />
          <div className="min-w-0 text-13">
            <p className="font-strong break-words">
              Give {email} this link{made.kind === "password" ? " to a new password" : ""}.
            </p>
            <p className="text-pretty text-ink-2">
              It works once, until <Time at={made.expiresAt} />, for whoever opens it. It cannot be shown again; a new
              one takes its place.
            </p>
          </div>
          <Button onClick={onDone} size="sm">
            Done
          </Button>
        </div>
        <p className="flex items-center gap-2 rounded-sm border border-line bg-sunken py-1 pr-1.5 pl-3">
          <code className="mono-12 min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">{made.link}</code>
          <CopyButton label="Copy the link" text={made.link} />
        </p>
      </section>
    </div>
  );
}
