"use client";
// Saves a secret, new or changed; after a refusal the focus goes to the first field that is wrong. Keeps no draft.
import { type RefObject, useState } from "react";
import { toast } from "#components/ui/toast";
import { unreachable } from "#components/ui/unreachable";
import { createSecret, saveSecret } from "#lib/actions/secret";
import type { SavedSecret } from "#lib/destination/named-secret";
import type { AppError } from "#lib/result";
import { type SecretDraft, submissionOf } from "./secret-draft";

type SecretSave = {
  saved: SavedSecret | null;
  onSaved: (secret: SavedSecret) => void;
  form: RefObject<HTMLFormElement | null>;
};

export function useSecretSave({ saved, onSaved, form }: SecretSave) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const submit = async (draft: SecretDraft, message: string) => {
    setBusy(true);
    const secret = submissionOf(draft, saved);
    const asked = saved
      ? saveSecret({ name: saved.name, revision: saved.revision, secret, message })
      : createSecret({ secret });
    const answer = await asked.catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      toast({ title: `${answer.data.name} saved`, text: "Destinations of its origins may use it." });
      return onSaved(answer.data);
    }
    setError(answer?.error ?? unreachable);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  };
  return { error, isBusy, submit };
}
