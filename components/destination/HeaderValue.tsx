"use client";
// The value of a header: secret, or readable for headers such as X-Scope-OrgID that a colleague must be able to check.
import { Lock, LockOpen } from "lucide-react";
import { IconButton } from "#components/ui/Button";
import { TextField } from "#components/ui/TextField";
import { useDraftField } from "./editor-context";
import { SecretInput } from "./SecretInput";

type Keys = {
  path: string;
  onKeyDown: (event: React.KeyboardEvent<HTMLInputElement>) => void;
  onPaste: (event: React.ClipboardEvent<HTMLInputElement>) => void;
};

export function HeaderValue({ path, ...keys }: Keys) {
  const secret = useDraftField<boolean>(`${path}.secret`);
  if (secret.value)
    return <SecretInput {...keys} hideLabel label="Header value" path={`${path}.value`} savedPath={`${path}.saved`} />;
  return <ReadableValue {...keys} path={path} />;
}

function ReadableValue({ path, ...keys }: Keys) {
  const value = useDraftField<string>(`${path}.value`);
  return (
    <TextField
      {...value.control}
      {...value.message}
      {...keys}
      hideLabel
      isCode
      label="Header value"
      onChange={(event) => value.set(event.target.value)}
      value={value.value}
    />
  );
}

/** A closed lock is a secret. A stored secret cannot be made readable without typing it again. */
export function SecrecyButton({ path, className }: { path: string; className: string }) {
  const secret = useDraftField<boolean>(`${path}.secret`);
  const saved = useDraftField<boolean>(`${path}.saved`);
  if (secret.control.disabled || (secret.value && saved.value)) return <span className={className} />;
  const Icon = secret.value ? Lock : LockOpen;
  return (
    <IconButton
      aria-pressed={!secret.value}
      className={className}
      label="Readable, not a secret"
      onClick={() => secret.set(!secret.value)}
    >
      <Icon aria-hidden="true" size={16} />
    </IconButton>
  );
}
