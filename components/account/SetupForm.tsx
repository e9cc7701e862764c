"use client";
// Creates the account behind a one-time link: the first admin's, or that of an invited person, whose email is fixed.
import { ArrowRight } from "lucide-react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { TextField } from "#components/ui/TextField";
import { setUp } from "#lib/actions/account";
import { NewPasswordField } from "./NewPasswordField";
import { useAccountForm } from "./use-account-form";

export function SetupForm({ token, email }: { token: string; email?: string }) {
  const { props, error, isPending, fieldError } = useAccountForm((data) =>
    setUp({ token, email: String(data.get("email") ?? ""), password: String(data.get("password") ?? "") }),
  );
  return (
    <form {...props} className="grid gap-5" noValidate>
      {error && !error.fields && (
        <Note role="alert" title={error.message} tone="stop">
          {error.ref && (
            <>
              Reference <code>{error.ref}</code>
            </>
          )}
        </Note>
      )}
      <TextField
        autoComplete="username"
        autoFocus={!email}
        defaultValue={email}
        error={fieldError("email")}
        inputMode="email"
        label="Email"
        name="email"
        readOnly={email !== undefined}
        required
        type="email"
      />
      <NewPasswordField autoFocus={email !== undefined} error={fieldError("password")} />
      <Button busy={isPending ? "Creating account" : undefined} className="mt-1 w-full" type="submit" variant="primary">
        Create account
        <ArrowRight aria-hidden="true" size={16} />
      </Button>
    </form>
  );
}
