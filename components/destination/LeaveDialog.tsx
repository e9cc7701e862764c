"use client";
// Asks once before unsaved changes are left.
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import type { LeaveGuard } from "./use-leave-guard";

export function LeaveDialog({ guard }: { guard: LeaveGuard }) {
  return (
    <Dialog
      description="What is not saved is dropped."
      footer={
        <>
          <Button onClick={guard.stay}>Stay</Button>
          <Button onClick={guard.leave} variant="danger">
            Leave without saving
          </Button>
        </>
      }
      isOpen={guard.isAsking}
      onClose={guard.stay}
      size="sm"
      title="Leave with changes that are not saved?"
    />
  );
}
