"use client";
// Sets up two-factor sign-in: the password, the key as a QR code and as text, a code that proves the app has it, recovery codes.
import { useId, useState } from "react";
import { Button } from "#components/ui/Button";
import { CopyButton } from "#components/ui/CopyButton";
import { Dialog } from "#components/ui/Dialog";
import { TextField } from "#components/ui/TextField";
import { beginTwoFactor, confirmTwoFactor } from "#lib/actions/own-account";
import type { TwoFactorKey } from "#lib/own-account";
import { FormNote } from "./FormNote";
import { PasswordAgain } from "./PasswordAgain";
import { RecoveryCodeList } from "./RecoveryCodeList";
import { useAccountForm } from "./use-account-form";

export function TwoFactorDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const [key, setKey] = useState<TwoFactorKey | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodeList codes={codes} onClose={onClose} title="Two-factor sign-in is on" />;
  if (key !== null) return <AppStep given={key} onClose={onClose} onOn={setCodes} />;
  return <PasswordStep email={email} onClose={onClose} onKey={setKey} />;
}

type PasswordStepProps = { email: string; onKey: (key: TwoFactorKey) => void; onClose: () => void };

function PasswordStep({ email, onKey, onClose }: PasswordStepProps) {
  const id = useId();
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await beginTwoFactor({ password: String(data.get("password") ?? "") });
    if (answer.ok) onKey(answer.data);
    return answer;
  });
  return (
    <Dialog
      description="You need an authenticator app on your phone. First, your password."
      footer={<Steps busy={isPending ? "Checking" : undefined} form={id} onClose={onClose} verb="Continue" />}
      isOpen
      onClose={onClose}
      size="sm"
      title="Set up two-factor sign-in"
    >
      <form {...props} className="grid gap-4" id={id} noValidate>
        <FormNote error={error} />
        <PasswordAgain email={email} error={fieldError("password")} />
      </form>
    </Dialog>
  );
}

type AppStepProps = { given: TwoFactorKey; onOn: (codes: readonly string[]) => void; onClose: () => void };

function AppStep({ given: { key, qr }, onOn, onClose }: AppStepProps) {
  const id = useId();
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await confirmTwoFactor({ code: String(data.get("code") ?? "") });
    if (answer.ok) onOn(answer.data.recoveryCodes);
    return answer;
  });
  return (
    <Dialog
      description="Scan this with the app, then enter the code that it shows."
      footer={<Steps busy={isPending ? "Turning on" : undefined} form={id} onClose={onClose} verb="Turn on" />}
      isOpen
      onClose={onClose}
      size="sm"
      title="Set up two-factor sign-in"
    >
      <form {...props} className="grid gap-4" id={id} noValidate>
        <FormNote error={error} />
        {/* Dark on light in any theme: readers want it so. */}
        <svg
          aria-label="QR code of the key below"
          className="mx-auto size-48 rounded-md border border-line bg-white"
          role="img"
          shapeRendering="crispEdges"
          viewBox={`0 0 ${qr.size} ${qr.size}`}
        >
          <path d={qr.path} fill="#000" />
        </svg>
        <div>
          <p className="text-13 text-ink-3">Or type this key into the app:</p>
          <p className="mt-1 flex items-center gap-2 rounded-sm border border-line bg-sunken py-1 pr-1.5 pl-3">
            <code className="mono-12 min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">
              {key.match(/.{1,4}/g)?.join(" ")}
            </code>
            <CopyButton label="Copy the key" text={key} />
          </p>
        </div>
        <TextField
          autoComplete="one-time-code"
          autoFocus
          error={fieldError("code")}
          hint="Six digits; a new one every 30 s."
          inputMode="numeric"
          isCode
          label="Code"
          maxLength={10}
          name="code"
          required
        />
      </form>
    </Dialog>
  );
}

type StepsProps = { busy: string | undefined; form: string; verb: string; onClose: () => void };

function Steps({ busy, form, verb, onClose }: StepsProps) {
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button busy={busy} form={form} type="submit" variant="primary">
        {verb}
      </Button>
    </>
  );
}
