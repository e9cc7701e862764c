"use client";
// A write-only value: typed (with an eye), saved (dots, no value in the page), or being replaced. Never shows what is stored.
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { IconButton } from "./Button";
import { cn } from "./cn";
import { Field, type FieldProps } from "./Field";
import { boxLook, inputLook } from "./TextField";

type SecretFieldProps = Omit<ComponentProps<"input">, "className" | "type"> &
  FieldProps & {
    className?: string | undefined;
    isCode?: boolean | undefined;
    /** A value is stored and stays: dots and "Replace" instead of a field. */
    isKept?: boolean | undefined;
    /** Beside the dots, e.g. "saved 21 Nov". */
    savedNote?: string | undefined;
    onReplace?: (() => void) | undefined;
    /** Given while a stored value is being replaced: goes back to it. */
    onKeep?: (() => void) | undefined;
  };

export function SecretField({
  label,
  hideLabel,
  isOptional,
  hint,
  error,
  warning,
  fix,
  aside,
  className,
  id,
  isCode = true,
  isKept,
  savedNote = "saved",
  onReplace,
  onKeep,
  ...input
}: SecretFieldProps) {
  const field = { label, hideLabel, isOptional, hint, error, warning, fix, aside, className, id };
  if (isKept)
    return (
      <Field {...field}>
        {(control) => <KeptValue control={control} label={label} note={savedNote} onReplace={onReplace} />}
      </Field>
    );
  return (
    <Field {...field}>
      {(control) => (
        <TypedValue
          end={
            onKeep && (
              <button className="link text-12 whitespace-nowrap" onClick={onKeep} type="button">
                Keep saved
              </button>
            )
          }
          input={{ ...input, ...control }}
          isCode={isCode}
        />
      )}
    </Field>
  );
}

function KeptValue({
  control,
  label,
  note,
  onReplace,
}: {
  control: { id: string; "aria-describedby"?: string };
  label: string;
  note: string;
  onReplace: (() => void) | undefined;
}) {
  return (
    <div
      className={cn(
        "flex h-control w-full items-center gap-2 rounded-sm border border-line bg-sunken px-[11px] text-ink-2",
        "aria-invalid" in control && "border-stop! ring-1 ring-stop",
      )}
    >
      <span aria-hidden="true" className="text-12 tracking-[2px] text-ink-3">
        ••••••••
      </span>
      <span className="truncate text-12 text-ink-3">{note}</span>
      {onReplace && (
        <button
          aria-describedby={control["aria-describedby"]}
          aria-description={label}
          aria-label="Replace"
          className="link ml-auto text-12"
          id={control.id}
          onClick={onReplace}
          type="button"
        >
          Replace
        </button>
      )}
    </div>
  );
}

function TypedValue({ input, isCode, end }: { input: ComponentProps<"input">; isCode: boolean; end: ReactNode }) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className={cn(boxLook, "h-control pr-1")}>
      <input
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        {...input}
        className={cn(inputLook, isCode && "mono-13")}
        type={isShown ? "text" : "password"}
      />
      {end}
      <IconButton
        aria-pressed={isShown}
        disabled={input.disabled}
        label="Show what is typed"
        onClick={() => setShown(!isShown)}
        small
      >
        <Icon aria-hidden="true" size={16} />
      </IconButton>
    </div>
  );
}
