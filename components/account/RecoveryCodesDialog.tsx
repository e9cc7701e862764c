"use client";
// New recovery codes in place of the ones before. One dialog throughout, so that the focus stays in it and finds back.
import { useId, useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { renewRecoveryCodes } from "#lib/actions/own-account";
import { CodeAgain } from "./CodeAgain";
import { FormNote } from "./FormNote";
import { PasswordAgain } from "./PasswordAgain";
import { RecoveryCodeList, recoveryCodeWords } from "./RecoveryCodeList";
import { useAccountForm } from "./use-account-form";

export function RecoveryCodesDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const id = useId();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await renewRecoveryCodes({
      password: String(data.get("password") ?? ""),
      code: String(data.get("code") ?? ""),
    });
    if (answer.ok) setCodes(answer.data.recoveryCodes);
    return answer;
  });
  return (
    <Dialog
      description={codes === null ? "The ones that you have stop working at once." : recoveryCodeWords}
      footer={
        codes === null ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button busy={isPending ? "Making" : undefined} form={id} type="submit" variant="primary">
              Make new codes
            </Button>
          </>
        ) : (
          // By its key a button of its own: only what is new takes the focus.
          <Button autoFocus key="done" onClick={onClose} variant="primary">
            I have kept them
          </Button>
        )
      }
      isOpen
      onClose={onClose}
      size="sm"
      title="New recovery codes"
    >
      {codes === null ? (
        <form {...props} className="grid gap-4" id={id} noValidate>
          <FormNote error={error} />
          <PasswordAgain email={email} error={fieldError("password")} />
          <CodeAgain error={fieldError("code")} />
        </form>
      ) : (
        <RecoveryCodeList codes={codes} />
      )}
    </Dialog>
  );
}
