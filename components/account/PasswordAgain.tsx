"use client";
// The password, asked for once more before something that an open session alone may not do.
import { SecretField } from "#components/ui/SecretField";

export function PasswordAgain({ email, error }: { email?: string; error: string | undefined }) {
  return (
    <>
      {email !== undefined && <input autoComplete="username" name="username" readOnly type="hidden" value={email} />}
      <SecretField
        autoComplete="current-password"
        autoFocus
        error={error}
        isCode={false}
        label="Password"
        name="password"
        required
      />
    </>
  );
}
