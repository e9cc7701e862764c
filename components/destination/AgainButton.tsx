"use client";
// Tries again what was tried.
import { Button } from "#components/ui/Button";
import type { Attempt } from "./notice";

export function AgainButton({ attempt, onAgain }: { attempt: Attempt; onAgain: (attempt: Attempt) => void }) {
  const labels: Record<Attempt, string> = { save: "Save again", test: "Test again", "save and test": "Try again" };
  return (
    <Button onClick={() => onAgain(attempt)} size="sm" variant="ghost">
      {labels[attempt]}
    </Button>
  );
}
