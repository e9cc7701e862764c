"use client";
// Replaces one value. Before that, every destination that uses the secret is tested with the new one, which is not saved by that; to
// rotate without a test that ended well is asked for twice.
import { useState } from "react";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import { toast } from "#components/ui/toast";
import { saveSecret } from "#lib/actions/secret";
import type { SavedSecret } from "#lib/destination/named-secret";
import { headerOf, pointerOf } from "#lib/destination/secret-key";
import type { AppError } from "#lib/result";
import { ProbedList } from "./ProbedList";
import { RotateFooter } from "./RotateFooter";
import { isProven } from "./rotation";
import { useSecretTest } from "./use-secret-test";

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
  const [isWarned, setWarned] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const { probed, isTesting, failure, test, forget } = useSecretTest(name);
  const type = (text: string) => {
    setValue(text);
    setWarned(false);
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
  const isSafe = usedBy.length === 0 || (!isTesting && isProven(usedBy, probed));
  return (
    <Dialog
      description={`The value that is saved now is gone then. ${usedBy.length === 0 ? "No destination uses it." : "Test the new one first: nothing is saved by that."}`}
      footer={
        <RotateFooter
          count={usedBy.length}
          isEmpty={value === ""}
          isProven={isSafe}
          isSaving={isSaving}
          isTesting={isTesting}
          isWarned={isWarned}
          onCancel={onClose}
          onRotate={() => (isSafe || isWarned ? void rotate() : setWarned(true))}
          onTest={() => {
            setWarned(false);
            void test({ [valueKey]: value });
          }}
        />
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
      {isWarned && !isSafe && (
        <Note role="alert" title="Rotate without a test that ended well?" tone="wait">
          The old value is gone then. Where the new one is not accepted, deliveries wait or are refused until it is.
        </Note>
      )}
    </Dialog>
  );
}
