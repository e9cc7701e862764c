"use client";
// Sets up two-factor sign-in: the password, the key, a code that proves the app has it, recovery codes. One dialog throughout, so that
// the focus stays in it and finds back.
import { useId, useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { beginTwoFactor, confirmTwoFactor } from "#lib/actions/own-account";
import type { TwoFactorKey } from "#lib/own-account";
import { AppKey } from "./AppKey";
import { FormNote } from "./FormNote";
import { PasswordAgain } from "./PasswordAgain";
import { RecoveryCodeList, recoveryCodeWords } from "./RecoveryCodeList";
import { useAccountForm } from "./use-account-form";

type Step = { is: "password" } | { is: "app"; key: TwoFactorKey } | { is: "codes"; codes: readonly string[] };

const words = {
  password: "You need an authenticator app on your phone. First, your password.",
  app: "Scan this with the app, then enter the code that it shows.",
  codes: recoveryCodeWords,
};

export function TwoFactorDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const id = useId();
  const [step, setStep] = useState<Step>({ is: "password" });
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    if (step.is === "password") {
      const begun = await beginTwoFactor({ password: String(data.get("password") ?? "") });
      if (begun.ok) setStep({ is: "app", key: begun.data });
      return begun;
    }
    const confirmed = await confirmTwoFactor({ code: String(data.get("code") ?? "") });
    if (confirmed.ok) setStep({ is: "codes", codes: confirmed.data.recoveryCodes });
    return confirmed;
  });
  return (
    <Dialog
      description={words[step.is]}
      footer={
        step.is === "codes" ? (
          // By its key a button of its own: only what is new takes the focus.
          <Button autoFocus key="done" onClick={onClose} variant="primary">
            I have kept them
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button busy={isPending ? "Checking" : undefined} form={id} type="submit" variant="primary">
              {step.is === "app" ? "Turn on" : "Continue"}
            </Button>
          </>
        )
      }
      isOpen
      onClose={onClose}
      size="sm"
      title={step.is === "codes" ? "Two-factor sign-in is on" : "Set up two-factor sign-in"}
    >
      {step.is === "codes" ? (
        <RecoveryCodeList codes={step.codes} />
      ) : (
        <form {...props} className="grid gap-4" id={id} noValidate>
          <FormNote error={error} />
          {step.is === "app" ? (
            <AppKey error={fieldError("code")} given={step.key} />
          ) : (
            <PasswordAgain email={email} error={fieldError("password")} />
          )}
        </form>
      )}
    </Dialog>
  );
}
