"use client";
// The form of a secret, new or saved. Values are write-only; where an origin is added, every saved one must be entered again.
import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { TextField } from "#components/ui/TextField";
import type { SavedSecret } from "#lib/destination/named-secret";
import type { SecretTemplate } from "#lib/preset/secret-template";
import type { AppError } from "#lib/result";
import { fromTemplate, isWider, newOrigin, newValue, type SecretDraft } from "./secret-draft";
import { TemplateFields } from "./TemplateFields";
import { useSecretSave } from "./use-secret-save";
import { ValueRows } from "./ValueRows";

type SecretFormProps = {
  begin: SecretDraft;
  saved: SavedSecret | null;
  templates: readonly SecretTemplate[];
  onSaved: (secret: SavedSecret) => void;
  onCancel: () => void;
};

export function SecretForm({ begin, saved, templates, onSaved, onCancel }: SecretFormProps) {
  const [draft, setDraft] = useState(begin);
  const [why, setWhy] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const { error, isBusy, submit } = useSecretSave({ saved, onSaved, form });
  useEffect(() => form.current?.querySelector<HTMLElement>("select, input")?.focus(), []);
  const change = (more: Partial<SecretDraft>) => setDraft({ ...draft, ...more });
  const at = (path: string) => error?.fields?.[path]?.[0];
  const wider = isWider(draft, saved);
  return (
    <form
      aria-label={saved ? `Edit ${saved.name}` : "New secret"}
      className="grid gap-5 border-b border-line-soft p-4 rail:p-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(draft, why);
      }}
      ref={form}
    >
      {error && <FormError error={error} />}
      {templates.length > 0 && (
        <TemplateFields
          onChoose={(template, place) => setDraft(fromTemplate(draft, template, place))}
          templates={templates}
        />
      )}
      {saved === null ? (
        <TextField
          error={at("/name")}
          hint="Destinations name it so; it does not change."
          isCode
          label="Name"
          onChange={(event) => change({ name: event.target.value })}
          placeholder="new-relic"
          value={draft.name}
        />
      ) : (
        <h3 className="font-strong">{saved.name}</h3>
      )}
      <Origins at={at} draft={draft} onChange={(origins) => change({ origins })} />
      {wider && <EnterAgain />}
      <ValueRows
        at={at}
        onAdd={() => change({ values: [...draft.values, newValue()] })}
        onChange={(values) => change({ values })}
        values={draft.values}
        wider={wider}
      />
      <TextField
        className="max-w-[220px]"
        error={at("/expiresAt")}
        hint="The list warns 14 days ahead. JWT, Azure and AWS values tell theirs."
        isOptional
        label="Expires"
        onChange={(event) => change({ expires: event.target.value })}
        type="date"
        value={draft.expires}
      />
      {saved !== null && (
        <TextField
          error={at("/message")}
          isOptional
          label="Why"
          maxLength={200}
          onChange={(event) => setWhy(event.target.value)}
          value={why}
        />
      )}
      <Buttons isBusy={isBusy} onCancel={onCancel} />
    </form>
  );
}

function EnterAgain() {
  return (
    <Note role="status" title="Enter the values again." tone="wait">
      A saved value goes to the origins it was entered for. With another one, each is asked for anew.
    </Note>
  );
}

function Buttons({ isBusy, onCancel }: { isBusy: boolean; onCancel: () => void }) {
  return (
    <div className="flex gap-2">
      <Button busy={isBusy ? "Saving" : undefined} type="submit" variant="primary">
        Save secret
      </Button>
      <Button onClick={onCancel} variant="ghost">
        Cancel
      </Button>
    </div>
  );
}

/** What stands at no field of its own. */
function FormError({ error }: { error: AppError }) {
  const fields = Object.entries(error.fields ?? {});
  const loose = fields.filter(([path]) => path === "/values" || path === "/origins");
  if (fields.length > 0 && loose.length === 0) return null;
  return (
    <Note role="alert" title={fields.length === 0 ? error.message : "It cannot be saved so."} tone="stop">
      {loose
        .flatMap(([, messages]) => messages)
        .map((message) => (
          <p key={message}>{message}</p>
        ))}
    </Note>
  );
}

/** A phone's field is too short for a long host and what tells two origins of it apart. */
function portWords(origin: string) {
  const port = /:(\d{1,5})\/?$/.exec(origin)?.[1];
  return port !== undefined && origin.length > 26 ? <span className="rail:hidden">Port {port}</span> : undefined;
}

function Origins({
  draft: { origins },
  at,
  onChange,
}: {
  draft: SecretDraft;
  at: (path: string) => string | undefined;
  onChange: (origins: SecretDraft["origins"]) => void;
}) {
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1.5 text-13 font-label">Origins</legend>
      {origins.map(({ id, text }, index) => (
        <div className="flex items-start gap-2" key={id}>
          <TextField
            className="min-w-0 flex-1"
            error={at(`/origins/${index}`)}
            hideLabel
            hint={portWords(text)}
            isCode
            label="Origin"
            onChange={(event) =>
              onChange(origins.map((one) => (one.id === id ? { id, text: event.target.value } : one)))
            }
            placeholder="https://otlp.example.com:443"
            value={text}
          />
          {origins.length > 1 && (
            <IconButton
              className="mt-[3px]"
              label={text === "" ? "Remove origin" : `Remove ${text}`}
              onClick={() => onChange(origins.filter((one) => one.id !== id))}
            >
              <X aria-hidden="true" size={16} />
            </IconButton>
          )}
        </div>
      ))}
      <p className="text-13 text-ink-3">Scheme, host and port. The values are sent there and nowhere else.</p>
      <Button
        className="justify-self-start"
        icon={<Plus aria-hidden="true" size={16} />}
        onClick={() => onChange([...origins, newOrigin()])}
        size="sm"
        variant="ghost"
      >
        Add origin
      </Button>
    </fieldset>
  );
}
