"use client";
// One secret of the draft: kept, being replaced, or new. When its destination's origin changes it must be typed again.
import { type ReactNode, useState } from "react";
import { SecretField } from "#components/ui/SecretField";
import { useDraftField, useEditor } from "./editor-context";
import { fieldOf } from "./judgement";
import { formatDay } from "./when";

export type SecretInputProps = {
  label: string;
  path: string;
  savedPath: string;
  hideLabel?: boolean;
  hint?: ReactNode;
  onKeyDown?: (event: React.KeyboardEvent<HTMLInputElement>) => void;
  onPaste?: (event: React.ClipboardEvent<HTMLInputElement>) => void;
};

/** A saved secret as the fields show it: kept, or asked for again because where it goes has changed. */
export function useSavedSecret(path: string, savedPath: string) {
  const value = useDraftField<string>(path);
  const isSaved = useDraftField<boolean>(savedPath);
  const { judgement, saved } = useEditor();
  const [wasReplaced, setReplaced] = useState(false);
  const again = judgement.toEnter.find((problem) => fieldOf(problem.path) === path);
  const isResent = judgement.resent.some((pointer) => fieldOf(pointer) === path);
  const mustEnter = isSaved.value && again !== undefined;
  return {
    value,
    mustEnter,
    isKept: isSaved.value && !mustEnter,
    error: mustEnter ? again?.message : value.message.error,
    savedNote: isResent
      ? "as typed here, for the new host"
      : saved === null
        ? "saved"
        : `saved ${formatDay(saved.updatedAt)}`,
    type: (text: string) => {
      if (isSaved.value) isSaved.set(false);
      value.set(text);
    },
    replace: () => {
      setReplaced(true);
      isSaved.set(false);
    },
    keep: wasReplaced
      ? () => {
          value.set("");
          isSaved.set(true);
          setReplaced(false);
        }
      : undefined,
  };
}

export function SecretInput({ label, path, savedPath, ...rest }: SecretInputProps) {
  const secret = useSavedSecret(path, savedPath);
  const { control, message } = secret.value;
  return (
    <SecretField
      {...control}
      {...message}
      {...rest}
      error={secret.error}
      isKept={secret.isKept}
      label={label}
      onChange={(event) => secret.type(event.target.value)}
      onKeep={secret.keep}
      onReplace={control.disabled ? undefined : secret.replace}
      placeholder={secret.mustEnter ? "Enter it again" : secret.keep ? "New value" : undefined}
      savedNote={secret.savedNote}
      value={secret.value.value}
    />
  );
}
