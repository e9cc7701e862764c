"use client";
// Behind a link from an admin: a new password for an account that exists. Leads to the sign-in.
import { ArrowRight } from "lucide-react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { setPassword } from "#lib/actions/account";
import { NewPasswordField } from "./NewPasswordField";
import { useAccountForm } from "./use-account-form";

export function NewPasswordForm({ token, email }: { token: string; email: string }) {
  const { props, error, isPending, fieldError } = useAccountForm((data) =>
    setPassword({ token, password: String(data.get("password") ?? "") }),
  );
  return (
    <form {...props} className="grid gap-5" noValidate>
      {error && !error.fields && <Note role="alert" title={error.message} tone="stop" />}
      {/* For whatever keeps passwords: whose it is. */}
      <input autoComplete="username" name="username" readOnly type="hidden" value={email} />
      <NewPasswordField autoFocus error={fieldError("password")} label="New password" />
      <Button busy={isPending ? "Setting" : undefined} className="mt-1 w-full" type="submit" variant="primary">
        Set password
        <ArrowRight aria-hidden="true" size={16} />
      </Button>
    </form>
  );
}
