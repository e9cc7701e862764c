"use client";
// The headers of a secret: a name, a value that is never shown again, remove.
import { Plus, X } from "lucide-react";
import { Button, IconButton } from "#components/ui/Button";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import { pointerOf } from "#lib/destination/secret-key";
import { isKept, keyOf, type ValueDraft } from "./secret-draft";

type ValueRowsProps = {
  values: readonly ValueDraft[];
  /** An origin was added: what is saved does not stay. */
  wider: boolean;
  at: (path: string) => string | undefined;
  onAdd: () => void;
  onChange: (values: ValueDraft[]) => void;
};

export function ValueRows({ values, wider, at, onAdd, onChange }: ValueRowsProps) {
  const put = (id: string, more: Partial<ValueDraft>) =>
    onChange(values.map((one) => (one.id === id ? { ...one, ...more } : one)));
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1.5 text-13 font-label">Headers</legend>
      {values.map((value) => (
        <ValueRow
          error={at(pointerOf(keyOf(value)))}
          key={value.id}
          onPut={(more) => put(value.id, more)}
          onRemove={values.length > 1 ? () => onChange(values.filter(({ id }) => id !== value.id)) : undefined}
          value={value}
          wider={wider}
        />
      ))}
      <Button
        className="justify-self-start"
        icon={<Plus aria-hidden="true" size={16} />}
        onClick={onAdd}
        size="sm"
        variant="ghost"
      >
        Add header
      </Button>
    </fieldset>
  );
}

type ValueRowProps = {
  value: ValueDraft;
  wider: boolean;
  error: string | undefined;
  onPut: (more: Partial<ValueDraft>) => void;
  onRemove: (() => void) | undefined;
};

function ValueRow({ value, wider, error, onPut, onRemove }: ValueRowProps) {
  const { header, saved } = value;
  const kept = isKept(value, wider);
  return (
    <div className="grid grid-cols-[minmax(0,0.8fr)_minmax(0,1.2fr)_28px] items-start gap-2 max-rail:grid-cols-[minmax(0,1fr)_44px] max-rail:rounded-md max-rail:border max-rail:border-line max-rail:p-3">
      <TextField
        className="max-rail:col-start-1"
        hint={header === "" ? undefined : <code className="mono-12 [overflow-wrap:anywhere]">{keyOf(value)}</code>}
        isCode
        label="Header name"
        onChange={(event) => onPut({ header: event.target.value })}
        placeholder="api-key"
        readOnly={kept}
        value={header}
      />
      <SecretField
        className="max-rail:col-start-1"
        error={error}
        hint={value.hint || undefined}
        isKept={kept}
        label="Value"
        onChange={(event) => onPut({ value: event.target.value })}
        onKeep={saved && value.isReplaced && !wider ? () => onPut({ value: "", isReplaced: false }) : undefined}
        onReplace={() => onPut({ isReplaced: true })}
        placeholder={saved && wider ? "Enter it again" : undefined}
        savedNote={saved ? `fingerprint ${saved.fingerprint}` : undefined}
        value={value.value}
      />
      {onRemove && (
        <IconButton
          className="mt-[29px] max-rail:col-start-2 max-rail:row-start-1"
          label={header === "" ? "Remove row" : `Remove ${header}`}
          onClick={onRemove}
        >
          <X aria-hidden="true" size={16} />
        </IconButton>
      )}
    </div>
  );
}
