"use client";
// Asks whether it is still the person who signed in, and then goes on with what was asked for. A button waits meanwhile.
import { type FormEvent, useId, useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { unreachable } from "#components/ui/unreachable";
import type { AppError } from "#lib/result";
import { CodeAgain } from "./CodeAgain";
import { FormNote } from "./FormNote";
import { PasswordAgain } from "./PasswordAgain";
import { sendAccount } from "./send-account";

export function ConfirmDialog({ onConfirmed, onClose }: { onConfirmed: () => void; onClose: () => void }) {
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const at = (field: string) => error?.fields?.[`/${field}`]?.[0];
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    setBusy(true);
    const code = needsCode ? { code: String(data.get("code") ?? "") } : {};
    const sent = { password: String(data.get("password") ?? ""), ...code };
    const answer = await sendAccount("sign-in-again", sent).catch(() => null);
    setBusy(false);
    if (answer?.ok) return onConfirmed();
    const asksForCode = answer?.error.fields?.["/code"] !== undefined;
    // The first time it is no mistake: nobody knew that there is one.
    setError(asksForCode && !needsCode ? null : (answer?.error ?? unreachable));
    if (asksForCode) setNeedsCode(true);
    const first = Object.keys(answer?.error.fields ?? {})[0]?.slice(1);
    const field = first ? form.elements.namedItem(first) : null;
    if (field instanceof HTMLElement) field.focus();
  };
  return (
    <Dialog
      description="You signed in more than 10 minutes ago, and this gives access that lasts."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={isBusy ? "Confirming" : undefined} form={id} type="submit" variant="primary">
            Confirm
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      size="sm"
      title="Confirm that it is you"
    >
      <form className="grid gap-4" id={id} noValidate onSubmit={(event) => void submit(event)}>
        <FormNote error={error} />
        <PasswordAgain error={at("password")} />
        {needsCode && <CodeAgain autoFocus error={at("code")} />}
      </form>
    </Dialog>
  );
}
