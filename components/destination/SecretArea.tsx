"use client";
// A secret of many lines, which a password field would join: a text area, unreadable on the screen.
import { SecretField } from "#components/ui/SecretField";
import { TextArea } from "#components/ui/TextField";
import { useSavedSecret } from "./SecretInput";

type SecretAreaProps = {
  label: string;
  path: string;
  savedPath: string;
  hint: string;
  placeholder: string;
  isOptional?: boolean;
};

export function SecretArea({ label, path, savedPath, hint, placeholder, isOptional }: SecretAreaProps) {
  const secret = useSavedSecret(path, savedPath);
  const { control, message } = secret.value;
  if (secret.isKept) {
    return (
      <SecretField
        {...message}
        isKept
        label={label}
        onReplace={control.disabled ? undefined : secret.replace}
        savedNote={secret.savedNote}
      />
    );
  }
  return (
    <TextArea
      {...control}
      {...message}
      aside={
        secret.keep && (
          <button className="link text-12" onClick={secret.keep} type="button">
            Keep saved
          </button>
        )
      }
      error={secret.error}
      hint={hint}
      isCode
      isOptional={isOptional}
      label={label}
      onChange={(event) => secret.type(event.target.value)}
      placeholder={secret.mustEnter ? "Enter it again" : placeholder}
      rows={3}
      style={{ WebkitTextSecurity: secret.value.value === "" ? "none" : "disc" } as React.CSSProperties}
      value={secret.value.value}
    />
  );
}
