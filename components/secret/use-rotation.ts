"use client";
// Another value of one key of a secret, with its end, until it is saved; every other value is kept. Tests nothing.
import { useState } from "react";
import { toast } from "#components/ui/toast";
import { unreachable } from "#components/ui/unreachable";
import { saveSecret } from "#lib/actions/secret";
import type { SavedSecret } from "#lib/destination/named-secret";
import type { AppError } from "#lib/result";

export function useRotation(secret: SavedSecret, valueKey: string, onRotated: (secret: SavedSecret) => void) {
  const { name, origins, usedBy, revision } = secret;
  const [value, type] = useState("");
  const [expires, setExpires] = useState(secret.expiresAt?.slice(0, 10) ?? "");
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const rotate = async () => {
    setSaving(true);
    const kept = Object.fromEntries(secret.keys.map(({ key }) => [key, null]));
    const replaced = { origins, values: { ...kept, [valueKey]: value }, expiresAt: expires === "" ? null : expires };
    const answer = await saveSecret({ name, revision, secret: replaced }).catch(() => null);
    setSaving(false);
    if (!answer?.ok) return setError(answer?.error ?? unreachable);
    toast({
      title: `${name} rotated`,
      text: usedBy.length === 0 ? "No destination uses it yet." : "The next request uses the new value.",
    });
    onRotated(answer.data);
  };
  return { value, type, expires, setExpires, error, isSaving, rotate };
}
