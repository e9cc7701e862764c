"use client";
// One value that a preset asks for: a region from a list, a name, a key. A key that looks wrong is told so and taken anyway.
import { useRef, useState } from "react";
import { SecretField } from "#components/ui/SecretField";
import { Select } from "#components/ui/Select";
import { TextArea, TextField } from "#components/ui/TextField";
import { checkKey } from "#lib/preset/key-check";
import type { Variable } from "#lib/preset/preset";

type PresetFieldProps = {
  variable: Variable;
  value: string;
  /** The first one that is required and empty. */
  isFirst: boolean;
  /** Saving or testing wants what it fills, and that is empty. */
  isMissing: boolean;
  onChange: (value: string) => void;
};

export function PresetField(props: PresetFieldProps) {
  const { variable, value, isFirst, isMissing, onChange } = props;
  const { label, hint, optional, secret, lines, example, options } = variable;
  const keyWarning = useKeyWarning(variable, value);
  const shared = {
    label,
    hint,
    isOptional: optional,
    error: isMissing ? `Enter the ${label}` : undefined,
    value,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
    ...keyWarning,
    ...(isFirst ? { "data-first": "" } : {}),
  };
  if (options) return <OptionField {...props} />;
  if (lines) return <TextArea {...shared} className="col-span-full" isCode rows={3} />;
  if (secret) return <SecretField {...shared} />;
  return <TextField {...shared} isCode placeholder={example} />;
}

const other = "other";

/** A list may be older than the vendor's regions: what is not in it can be typed. */
function OptionField({ variable, value, isFirst, isMissing, onChange }: PresetFieldProps) {
  const { name, label, hint, options = [] } = variable;
  const isListed = value === "" || options.some((option) => option.value === value);
  const [isOther, setOther] = useState(!isListed);
  const choices = [
    ...(value === "" && !isOther ? [{ value: "", label: "Choose" }] : []),
    ...options,
    ...(name === "plan" ? [] : [{ value: other, label: "Another one" }]),
  ];
  return (
    <div className="grid content-start gap-2">
      <Select
        {...(isFirst && !isOther ? { "data-first": "" } : {})}
        error={isMissing && !isOther ? `Choose the ${label}` : undefined}
        hint={isOther ? undefined : hint}
        label={label}
        onChange={({ target }) => {
          setOther(target.value === other);
          onChange(target.value === other ? "" : target.value);
        }}
        options={choices}
        value={isOther || !isListed ? other : value}
      />
      {(isOther || !isListed) && (
        <TextField
          error={isMissing ? `Enter the ${label}` : undefined}
          hideLabel
          hint={hint}
          isCode
          label={`${label}, typed`}
          onChange={(event) => onChange(event.target.value)}
          value={value}
        />
      )}
    </div>
  );
}

/** Told when the field was left, until the operator has read it and puts it away. */
function useKeyWarning(variable: Variable, value: string) {
  const [wasLeft, setLeft] = useState(false);
  const [hiddenFor, setHiddenFor] = useState<string | null>(null);
  const field = useRef<HTMLElement | null>(null);
  const says = checkKey(variable, value);
  const control = {
    onBlur: () => setLeft(true),
    ref: (element: HTMLElement | null) => {
      field.current = element;
    },
  };
  if (says === null || !wasLeft || hiddenFor === value) return control;
  const hide = () => {
    // The link goes away with the hint: the keyboard goes on in the field.
    field.current?.focus();
    setHiddenFor(value);
  };
  return { ...control, warning: says, fix: { label: "Hide this hint", onApply: hide } };
}
