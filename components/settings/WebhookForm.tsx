"use client";
// A webhook that does not exist yet.
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/Button";
import { Segmented } from "#components/ui/Choice";
import { Note } from "#components/ui/Note";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import type { AppError } from "#lib/result";
import type { WebhookSubmission } from "#lib/settings";

const formats = [
  { value: "json", label: "JSON" },
  { value: "slack", label: "Slack" },
] as const;

type WebhookFormProps = {
  /** Among all: where the server's messages point to. */
  index: number;
  onAdd: (webhook: WebhookSubmission) => Promise<AppError | null>;
  onCancel: () => void;
};

export function WebhookForm({ index, onAdd, onCancel }: WebhookFormProps) {
  const [webhook, setWebhook] = useState({ name: "", format: "json" as "json" | "slack", url: "" });
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const at = (field: string) => error?.fields?.[`/webhooks/${index}/${field}`]?.[0];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(await onAdd(webhook));
    setBusy(false);
  };
  return (
    <form
      aria-label="New webhook"
      className="grid gap-5 border-b border-line-soft p-4 rail:p-5"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {error && at("name") === undefined && at("url") === undefined && (
        <Note role="alert" title={error.message} tone="stop" />
      )}
      <div className="grid items-start gap-4 rail:grid-cols-[minmax(0,1fr)_200px]">
        <TextField
          error={at("name")}
          label="Name"
          onChange={(event) => setWebhook({ ...webhook, name: event.target.value })}
          placeholder="On call"
          value={webhook.name}
        />
        <Segmented
          label="Format"
          onValueChange={(format) => setWebhook({ ...webhook, format })}
          options={formats}
          value={webhook.format}
        />
      </div>
      <SecretField
        error={at("url")}
        hint={
          webhook.format === "slack"
            ? "The incoming webhook’s address. Sealed when you save, never shown again."
            : "Gets a POST with destination, state and what to do. Sealed when you save, never shown again."
        }
        label="URL"
        onChange={(event) => setWebhook({ ...webhook, url: event.target.value })}
        placeholder="https://"
        value={webhook.url}
      />
      <div className="flex gap-2">
        <Button busy={isBusy ? "Adding" : undefined} type="submit" variant="primary">
          Add
        </Button>
        <Button onClick={onCancel} variant="ghost">
          Cancel
        </Button>
      </div>
    </form>
  );
}
