"use client";
// Holds whoever is about to leave unsaved changes, and asks once. Comes with the form's later part: nothing is unsaved before.
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { type LeaveGuarded, useLeaveGuard } from "./use-leave-guard";

export function LeaveGuard(guarded: LeaveGuarded) {
  const leave = useLeaveGuard(guarded);
  const stay = () => guarded.setLeaving(null);
  return (
    <Dialog
      description="What is not saved is dropped."
      footer={
        <>
          <Button onClick={stay}>Stay</Button>
          <Button onClick={leave} variant="danger">
            Leave without saving
          </Button>
        </>
      }
      isOpen={guarded.leaving !== null}
      onClose={stay}
      size="sm"
      title="Leave with changes that are not saved?"
    />
  );
}
