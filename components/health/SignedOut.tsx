"use client";
// In place of a page that may not be read any more: what happened, and the way back to this very page.
import { KeyRound } from "lucide-react";
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";

export function SignedOut() {
  const { pathname, search } = window.location;
  return (
    <Note
      actions={
        <LinkButton href={`/login?${new URLSearchParams({ next: pathname + search })}`} prefetch={false} size="sm">
          Sign in
        </LinkButton>
      }
      icon={<KeyRound />}
      role="alert"
      title="You are signed out."
      tone="wait"
    >
      This page is read no more. Sign in to go on here.
    </Note>
  );
}
