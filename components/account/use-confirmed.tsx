"use client";
// Does something; where it answers that a recent sign-in is needed, asks for that first and then does it once more.
import { type ReactNode, useState } from "react";
import type { Result } from "#lib/result";
import { ConfirmDialog } from "./ConfirmDialog";

export function useConfirmed(): {
  confirmed: <T>(act: () => Promise<Result<T>>) => Promise<Result<T>>;
  /** Belongs beside whatever the action is asked from. */
  confirmation: ReactNode;
} {
  const [asked, setAsked] = useState<{ answer: (isConfirmed: boolean) => void } | null>(null);
  return {
    async confirmed(act) {
      const first = await act();
      if (first.ok || first.error.code !== "precondition_required") return first;
      const isConfirmed = await new Promise<boolean>((answer) => setAsked({ answer }));
      setAsked(null);
      return isConfirmed ? act() : first;
    },
    confirmation: asked && <ConfirmDialog onClose={() => asked.answer(false)} onConfirmed={() => asked.answer(true)} />,
  };
}
