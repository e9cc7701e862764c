"use client";
// One's own password: the present one is asked for, and every other browser is signed out with it.
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { SecretField } from "#components/ui/SecretField";
import { CodeAgain } from "./CodeAgain";
import { FormNote } from "./FormNote";
import { NewPasswordField } from "./NewPasswordField";
import { sendAccount } from "./send-account";
import { useAccountForm } from "./use-account-form";

type PasswordCardProps = { email: string; hasTwoFactor: boolean };

export function PasswordCard({ email, hasTwoFactor }: PasswordCardProps) {
  const [state, setState] = useState<"untouched" | "open" | "cancelled" | "changed">("untouched");
  return (
    <Card
      aside={
        state !== "open" && (
          <Button autoFocus={state === "cancelled"} onClick={() => setState("open")} size="sm">
            Change password
          </Button>
        )
      }
      text="Changing it signs out every other browser."
      title="Password"
    >
      {state === "open" && (
        <PasswordForm
          email={email}
          hasTwoFactor={hasTwoFactor}
          onCancel={() => setState("cancelled")}
          onChanged={() => setState("changed")}
        />
      )}
      {state === "changed" && (
        <p className="px-4 py-3.5 text-13 text-ink-2 rail:px-5" ref={takeFocus} role="status" tabIndex={-1}>
          Password changed. Every other browser is signed out.
        </p>
      )}
    </Card>
  );
}

/** The button that was pressed went away with the form. */
function takeFocus(message: HTMLElement | null): void {
  message?.focus();
}

type PasswordFormProps = PasswordCardProps & { onCancel: () => void; onChanged: () => void };

function PasswordForm({ email, hasTwoFactor, onCancel, onChanged }: PasswordFormProps) {
  const router = useRouter();
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await sendAccount("password", {
      current: String(data.get("current") ?? ""),
      password: String(data.get("password") ?? ""),
      ...(hasTwoFactor && { code: String(data.get("code") ?? "") }),
    });
    if (answer.ok) {
      onChanged();
      // The list of sessions below has become another.
      router.refresh();
    }
    return answer;
  });
  return (
    <form {...props} aria-label="Change password" className="grid max-w-[420px] gap-5 p-4 rail:p-5" noValidate>
      <FormNote error={error} />
      <input autoComplete="username" name="username" readOnly type="hidden" value={email} />
      <SecretField
        autoComplete="current-password"
        autoFocus
        error={fieldError("current")}
        isCode={false}
        label="Present password"
        name="current"
        required
      />
      {hasTwoFactor && <CodeAgain error={fieldError("code")} />}
      <NewPasswordField error={fieldError("password")} label="New password" />
      <div className="flex gap-2">
        <Button busy={isPending ? "Changing" : undefined} type="submit" variant="primary">
          Change password
        </Button>
        <Button onClick={onCancel} variant="ghost">
          Cancel
        </Button>
      </div>
    </form>
  );
}
