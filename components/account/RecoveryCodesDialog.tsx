"use client";
// New recovery codes in place of the ones before.
import { useId, useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { renewRecoveryCodes } from "#lib/actions/own-account";
import { FormNote } from "./FormNote";
import { PasswordAgain } from "./PasswordAgain";
import { RecoveryCodeList } from "./RecoveryCodeList";
import { useAccountForm } from "./use-account-form";

export function RecoveryCodesDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const id = useId();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await renewRecoveryCodes({ password: String(data.get("password") ?? "") });
    if (answer.ok) setCodes(answer.data.recoveryCodes);
    return answer;
  });
  if (codes !== null) return <RecoveryCodeList codes={codes} onClose={onClose} title="New recovery codes" />;
  return (
    <Dialog
      description="The ones that you have stop working at once."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={isPending ? "Making" : undefined} form={id} type="submit" variant="primary">
            Make new codes
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      size="sm"
      title="New recovery codes"
    >
      <form {...props} className="grid gap-4" id={id} noValidate>
        <FormNote error={error} />
        <PasswordAgain email={email} error={fieldError("password")} />
      </form>
    </Dialog>
  );
}
