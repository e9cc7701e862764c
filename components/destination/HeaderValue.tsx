"use client";
// The value of a header: secret, or readable for headers such as X-Scope-OrgID that a colleague must be able to check.
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
  const saved = useDraftField<boolean>(`${path}.saved`);
  return (
    <div className="grid gap-1 max-rail:col-span-full">
      {secret.value ? (
        <SecretInput {...keys} hideLabel label="Header value" path={`${path}.value`} savedPath={`${path}.saved`} />
      ) : (
        <ReadableValue {...keys} path={path} />
      )}
      {!(secret.value && saved.value) && (
        <label className="flex w-fit items-center gap-1.5 text-12 text-ink-3">
          <input
            checked={!secret.value}
            className="size-3.5 accent-(--act)"
            disabled={secret.control.disabled}
            onChange={(event) => secret.set(!event.target.checked)}
            type="checkbox"
          />
          Readable, not a secret
        </label>
      )}
    </div>
  );
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
