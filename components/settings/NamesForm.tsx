"use client";
// What this machine is called in exported container metrics.
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { Note } from "#components/ui/Note";
import { TextField } from "#components/ui/TextField";
import { toast } from "#components/ui/toast";
import { unreachable } from "#components/ui/unreachable";
import { saveNames } from "#lib/actions/settings";
import type { AppError } from "#lib/result";
import type { Names } from "#lib/settings";

const fields = [
  { key: "namespace", label: "Namespace", hint: "Begins the name of each metric." },
  { key: "environment", label: "Environment", hint: "The attribute environment_name." },
  { key: "workspace", label: "Workspace", hint: "The attribute workspace_name." },
] as const;

export function NamesForm({ names: saved, reason }: { names: Names; reason: string | undefined }) {
  const [names, setNames] = useState(saved);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await saveNames({ names }).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      setError(null);
      setNames(answer.data.names);
      toast({ title: "Names saved", text: "Container metrics carry them from now on." });
    } else setError(answer?.error ?? unreachable);
  };
  return (
    <Card
      foot={reason !== undefined && `You can look, not change. ${reason}.`}
      text="What this machine is called in the metrics of containers."
      title="Names in container metrics"
    >
      <form className="grid gap-4 p-4 rail:p-5" noValidate onSubmit={(event) => void submit(event)}>
        {error && Object.keys(error.fields ?? {}).length === 0 && (
          <Note role="alert" title={error.message} tone="stop" />
        )}
        <div className="grid items-start gap-4 rail:grid-cols-3">
          {fields.map(({ key, label, hint }) => (
            <TextField
              disabled={reason !== undefined}
              error={error?.fields?.[`/names/${key}`]?.[0]}
              hint={hint}
              isCode
              key={key}
              label={label}
              onChange={(event) => setNames({ ...names, [key]: event.target.value })}
              value={names[key]}
            />
          ))}
        </div>
        <p className="text-13 text-ink-3">
          For example <code className="text-ink-2 [overflow-wrap:anywhere]">{names.namespace}.cpu.utilization</code>
        </p>
        <div>
          <Button busy={isBusy ? "Saving" : undefined} reason={reason} type="submit" variant="primary">
            Save names
          </Button>
        </div>
      </form>
    </Card>
  );
}
