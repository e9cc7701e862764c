"use client";
// A key that does not exist yet: its name, its role, its end.
import { type FormEvent, useId, useState } from "react";
import { useConfirmed } from "#components/account/use-confirmed";
import { Button } from "#components/ui/Button";
import { RadioCards } from "#components/ui/Choice";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { Select } from "#components/ui/Select";
import { TextField } from "#components/ui/TextField";
import { unreachable } from "#components/ui/unreachable";
import { createKey } from "#lib/actions/key";
import type { ReceiverStatus } from "#lib/destination/delivery";
import type { CreatedKey, SavedKey } from "#lib/key";
import type { AppError } from "#lib/result";
import type { RoleOption } from "./KeysView";

const never = "never";
const ends = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: never, label: "It does not end" },
];
const dayMs = 24 * 3600_000;

type NewKeyDialogProps = {
  roles: readonly RoleOption[];
  receiver: ReceiverStatus | null;
  onMade: (made: CreatedKey) => Promise<void>;
  onClose: () => void;
};

export function NewKeyDialog({ roles, receiver, onMade, onClose }: NewKeyDialogProps) {
  const form = useId();
  const [name, setName] = useState("");
  const [role, setRole] = useState<SavedKey["role"]>("ingest");
  const [chosenEnd, setEnd] = useState<string | null>(null);
  const { confirmed, confirmation } = useConfirmed();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  // An end that nobody thought of is a surprise in an application, and a safeguard in a script.
  const isIngest = roles.find(({ value }) => value === role)?.isIngest ?? false;
  const end = chosenEnd ?? (isIngest ? never : "90");
  const isFirst = isIngest && receiver !== null && !receiver.asksForKey;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const expiresAt = end === never ? null : new Date(Date.now() + Number(end) * dayMs).toISOString();
    const answer = await confirmed(() => createKey({ name, role, expiresAt })).catch(() => null);
    setBusy(false);
    if (answer?.ok) await onMade(answer.data);
    else setError(answer?.error ?? unreachable);
  };
  const at = (field: string) => error?.fields?.[`/${field}`]?.[0];
  return (
    <>
      <Dialog
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button busy={isBusy ? "Making" : undefined} form={form} type="submit" variant="primary">
              Make key
            </Button>
          </>
        }
        isOpen
        onClose={onClose}
        title="New key"
      >
        <form className="grid gap-5" id={form} noValidate onSubmit={(event) => void submit(event)}>
          {error && Object.keys(error.fields ?? {}).length === 0 && (
            <Note role="alert" title={error.message} tone="stop" />
          )}
          <TextField
            autoFocus
            error={at("name")}
            hint="Who or what uses it. It stands in the audit beside each change."
            label="Name"
            onChange={(event) => setName(event.target.value)}
            placeholder={isIngest ? "checkout-team" : "ci-deploy"}
            value={name}
          />
          <RadioCards label="Role" onValueChange={setRole} options={roles} value={role} />
          {isFirst && (
            <Note title="From then on the receiver asks for a key." tone="wait">
              It is the first ingest key: applications that send without one are refused as soon as it is made.
            </Note>
          )}
          <EndField chosen={chosenEnd} end={end} error={at("expiresAt")} isIngest={isIngest} onChange={setEnd} />
        </form>
      </Dialog>
      {confirmation}
    </>
  );
}

type EndFieldProps = {
  end: string;
  /** null: the end is that of the role. */
  chosen: string | null;
  isIngest: boolean;
  error: string | undefined;
  onChange: (end: string) => void;
};

function EndField({ end, chosen, isIngest, error, onChange }: EndFieldProps) {
  const roleHint = isIngest
    ? "With the role Ingest a key does not end unless you choose so: an application that is refused loses telemetry."
    : "A key for the API ends after 90 days unless you choose otherwise.";
  return (
    <Select
      error={error}
      hint={chosen === null ? roleHint : undefined}
      label="Ends"
      onChange={(event) => onChange(event.target.value)}
      options={ends}
      value={end}
    />
  );
}
