"use client";
// Creates the account behind a one-time link: the first admin's, or that of an invited person, whose email is fixed.
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import { setUp } from "#lib/actions/account";
import { useAccountForm } from "./use-account-form";

/** The shortest password that lib/auth accepts. */
const shortest = 12;

export function SetupForm({ token, email }: { token: string; email?: string }) {
  const [length, setLength] = useState(0);
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
      <div>
        <SecretField
          autoComplete="new-password"
          autoFocus={email !== undefined}
          error={fieldError("password")}
          hint={<LengthHint length={length} />}
          isCode={false}
          label="Password"
          name="password"
          onChange={(event) => setLength([...event.target.value].length)}
          required
        />
      </div>
      <Button busy={isPending ? "Creating account" : undefined} className="mt-1 w-full" type="submit" variant="primary">
        Create account
        <ArrowRight aria-hidden="true" size={16} />
      </Button>
    </form>
  );
}

function LengthHint({ length }: { length: number }) {
  const parts = 4;
  return (
    <>
      <span aria-hidden="true" className="mb-1.5 grid grid-cols-4 gap-1">
        {Array.from({ length: parts }, (_, part) => (
          <span
            className={`h-[3px] rounded-full transition-colors ${length >= ((part + 1) * shortest) / parts ? "bg-span" : "bg-selected"}`}
            // The parts never move.
            key={`part-${String(part)}`}
          />
        ))}
      </span>
      {lengthHint(length)}
    </>
  );
}

function lengthHint(length: number): string {
  if (length === 0) return `${shortest} characters or more. A sentence is easy to remember.`;
  const missing = shortest - length;
  if (missing > 0) return missing === 1 ? "1 more character." : `${missing} more characters.`;
  return `Long enough: ${length} characters.`;
}
