"use client";
// Replaces one value. Before that, every destination that uses the secret can be tested with the new one, which is not saved by that.
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import { toast } from "#components/ui/toast";
import { saveSecret } from "#lib/actions/secret";
import type { SavedSecret, SecretProbed } from "#lib/destination/named-secret";
import { headerOf, pointerOf } from "#lib/destination/secret-key";
import type { AppError } from "#lib/result";
import { ProbedList } from "./ProbedList";
import { readSecretProbe } from "./read-secret-probe";

type RotateDialogProps = {
  secret: SavedSecret;
  valueKey: string;
  onClose: () => void;
  onRotated: (secret: SavedSecret) => void;
};

const away: AppError = { code: "unavailable", message: "Cannot reach Outspan. What you typed stays here." };

export function RotateDialog({ secret, valueKey, onClose, onRotated }: RotateDialogProps) {
  const { name, origins, usedBy } = secret;
  const [value, setValue] = useState("");
  const [expires, setExpires] = useState(secret.expiresAt?.slice(0, 10) ?? "");
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const { probed, isTesting, failure, test, forget } = useTest(name);
  const type = (text: string) => {
    setValue(text);
    forget();
  };
  const rotate = async () => {
    setSaving(true);
    const kept = Object.fromEntries(secret.keys.map(({ key }) => [key, null]));
    const replaced = { origins, values: { ...kept, [valueKey]: value }, expiresAt: expires === "" ? null : expires };
    const asked = saveSecret({ name, revision: secret.revision, secret: replaced });
    const answer = await asked.catch(() => null);
    setSaving(false);
    if (!answer?.ok) return setError(answer?.error ?? away);
    toast({
      title: `${name} rotated`,
      text: usedBy.length === 0 ? "No destination uses it yet." : "The next request uses the new value.",
    });
    onRotated(answer.data);
  };
  const wrong = error?.fields?.[pointerOf(valueKey)]?.[0];
  const count = usedBy.length === 1 ? "the destination that uses it" : `the ${usedBy.length} destinations that use it`;
  return (
    <Dialog
      description={`The value that is saved now is gone then. ${usedBy.length === 0 ? "No destination uses it." : "Test the new one first: nothing is saved by that."}`}
      footer={
        <>
          <Button onClick={onClose} variant="ghost">
            Cancel
          </Button>
          {usedBy.length > 0 && (
            <Button
              busy={isTesting ? "Testing" : undefined}
              disabled={value === ""}
              onClick={() => void test({ [valueKey]: value })}
            >
              Test {count}
            </Button>
          )}
          <Button
            busy={isSaving ? "Rotating" : undefined}
            disabled={value === ""}
            onClick={() => void rotate()}
            variant="primary"
          >
            Rotate
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      title={`Rotate ${headerOf(valueKey)} of ${name}`}
    >
      {error && wrong === undefined && <Note role="alert" title={error.message} tone="stop" />}
      <SecretField
        error={wrong}
        hint="Sealed when you rotate, never shown again."
        label="New value"
        onChange={(event) => type(event.target.value)}
        value={value}
      />
      <TextField
        className="max-w-[220px]"
        error={error?.fields?.["/expiresAt"]?.[0]}
        isOptional
        label="Expires"
        onChange={(event) => setExpires(event.target.value)}
        type="date"
        value={expires}
      />
      {failure && <Note role="alert" title={failure} tone="stop" />}
      {probed && <ProbedList isTesting={isTesting} probed={probed} usedBy={usedBy} />}
    </Dialog>
  );
}

function useTest(name: string) {
  const [probed, setProbed] = useState<SecretProbed[] | null>(null);
  const [isTesting, setTesting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  // Leaving cancels.
  useEffect(() => () => running.current?.abort(), []);
  const forget = () => {
    running.current?.abort();
    setProbed(null);
    setFailure(null);
    setTesting(false);
  };
  const test = async (values: Record<string, string>) => {
    forget();
    const abort = new AbortController();
    running.current = abort;
    setTesting(true);
    try {
      const started = await readSecretProbe(name, values, abort.signal);
      if (!started.ok) setFailure(started.error.message);
      else {
        setProbed([]);
        for await (const one of started.data) setProbed((all) => [...(all ?? []), one]);
      }
    } catch {
      if (!abort.signal.aborted) setFailure(away.message);
    }
    if (!abort.signal.aborted) setTesting(false);
  };
  return { probed, isTesting, failure, test, forget };
}
