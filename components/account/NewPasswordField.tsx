"use client";
// A password that is being chosen: long enough is all that counts, and it shows how far it is.
import { useState } from "react";
import { SecretField } from "#components/ui/SecretField";
import { passwordLengthMin as shortest } from "#lib/account";

type NewPasswordFieldProps = { label?: string; error: string | undefined; autoFocus?: boolean };

export function NewPasswordField({ label = "Password", error, autoFocus }: NewPasswordFieldProps) {
  const [length, setLength] = useState(0);
  return (
    <SecretField
      autoComplete="new-password"
      autoFocus={autoFocus}
      error={error}
      hint={<LengthHint length={length} />}
      isCode={false}
      label={label}
      name="password"
      onChange={(event) => setLength([...event.target.value].length)}
      required
    />
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
