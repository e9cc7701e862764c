"use client";
// The one look at a link that was just made.
import { Link2 } from "lucide-react";
import { MadeOnce } from "#components/ui/MadeOnce";
import { Time } from "#components/ui/Time";
import type { PersonLink } from "#lib/person";

export function MadeLink({ email, made, onDone }: { email: string; made: PersonLink; onDone: () => void }) {
  return (
    <MadeOnce
      copyLabel="Copy the link"
      icon={Link2}
      label={`The link for ${email}`}
      onDone={onDone}
      text={made.link}
      title={`Give ${email} this link${made.kind === "password" ? " to a new password" : ""}.`}
    >
      It works once, until <Time at={made.expiresAt} />, for whoever opens it. It cannot be shown again; a new one takes
      its place.
    </MadeOnce>
  );
}
