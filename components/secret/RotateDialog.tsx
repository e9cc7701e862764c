"use client";
// Replaces one value. Before that, every destination that uses the secret is tested with the new one, which is not saved by that; to
// rotate without a test that ended well is asked for twice.
import { useState } from "react";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import type { SavedSecret } from "#lib/destination/named-secret";
import { headerOf, pointerOf } from "#lib/destination/secret-key";
import { ProbedList } from "./ProbedList";
import { RotateFooter } from "./RotateFooter";
import { isProven } from "./rotation";
import { useRotation } from "./use-rotation";
import { useSecretTest } from "./use-secret-test";

type RotateDialogProps = {
  secret: SavedSecret;
  valueKey: string;
  onClose: () => void;
  onRotated: (secret: SavedSecret) => void;
};

export function RotateDialog({ secret, valueKey, onClose, onRotated }: RotateDialogProps) {
  const { name, usedBy } = secret;
  const { value, type, expires, setExpires, error, isSaving, rotate } = useRotation(secret, valueKey, onRotated);
  const [isWarned, setWarned] = useState(false);
  const { probed, isTesting, failure, test, forget } = useSecretTest(name);
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
        onChange={(event) => {
          type(event.target.value);
          setWarned(false);
          forget();
        }}
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
      {isWarned && !isSafe && <Warning />}
    </Dialog>
  );
}

function Warning() {
  return (
    <Note role="alert" title="Rotate without a test that ended well?" tone="wait">
      The old value is gone then. Where the new one is not accepted, deliveries wait or are refused until it is.
    </Note>
  );
}
