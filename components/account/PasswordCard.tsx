"use client";
// One's own password: the present one is asked for, and every other browser is signed out with it.
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { SecretField } from "#components/ui/SecretField";
import { toast } from "#components/ui/toast";
import { changePassword } from "#lib/actions/own-account";
import { FormNote } from "./FormNote";
import { NewPasswordField } from "./NewPasswordField";
import { useAccountForm } from "./use-account-form";

export function PasswordCard({ email }: { email: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      aside={
        !isOpen && (
          <Button onClick={() => setOpen(true)} size="sm">
            Change password
          </Button>
        )
      }
      text="Changing it signs out every other browser."
      title="Password"
    >
      {isOpen && <PasswordForm email={email} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function PasswordForm({ email, onClose }: { email: string; onClose: () => void }) {
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await changePassword({
      current: String(data.get("current") ?? ""),
      password: String(data.get("password") ?? ""),
    });
    if (answer.ok) {
      onClose();
      toast({ title: "Password changed", text: "Every other browser is signed out." });
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
      <NewPasswordField error={fieldError("password")} label="New password" />
      <div className="flex gap-2">
        <Button busy={isPending ? "Changing" : undefined} type="submit" variant="primary">
          Change password
        </Button>
        <Button onClick={onClose} variant="ghost">
          Cancel
        </Button>
      </div>
    </form>
  );
}
