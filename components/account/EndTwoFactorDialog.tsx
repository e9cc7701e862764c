"use client";
// Turns two-factor sign-in off: with the password and a code, as signing in asks for.
import { useId } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { toast } from "#components/ui/toast";
import { endTwoFactor } from "#lib/actions/own-account";
import { CodeAgain } from "./CodeAgain";
import { FormNote } from "./FormNote";
import { PasswordAgain } from "./PasswordAgain";
import { useAccountForm } from "./use-account-form";

export function EndTwoFactorDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const id = useId();
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await endTwoFactor({
      password: String(data.get("password") ?? ""),
      code: String(data.get("code") ?? ""),
    });
    if (answer.ok) {
      toast({ title: "Two-factor sign-in is off", tone: "neutral" });
      onClose();
    }
    return answer;
  });
  return (
    <Dialog
      description="From then on the password alone signs you in. The recovery codes stop working."
      footer={
        <>
          <Button onClick={onClose}>Keep it on</Button>
          <Button busy={isPending ? "Turning off" : undefined} form={id} type="submit" variant="danger">
            Turn off
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      size="sm"
      title="Turn off two-factor sign-in?"
    >
      <form {...props} className="grid gap-4" id={id} noValidate>
        <FormNote error={error} />
        <PasswordAgain email={email} error={fieldError("password")} />
        <CodeAgain error={fieldError("code")} />
      </form>
    </Dialog>
  );
}
