"use client";
// The second factor beside the password that is asked for once more.
import { TextField } from "#components/ui/TextField";

export function CodeAgain({ error, autoFocus }: { error: string | undefined; autoFocus?: boolean }) {
  return (
    <TextField
      autoComplete="one-time-code"
      autoFocus={autoFocus}
      error={error}
      hint="Of the app, or a recovery code."
      isCode
      label="Code"
      maxLength={100}
      name="code"
      required
    />
  );
}
