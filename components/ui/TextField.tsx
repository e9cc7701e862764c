// Text fields of one and of many lines. A value set by the environment is shown sunken, with the variable that sets it.
import { Lock } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { Field, type FieldProps } from "./Field";

export const boxLook =
  "flex w-full items-center gap-2 rounded-sm border border-control bg-surface px-[11px] transition-colors hover:border-ink-3 has-[:focus-visible]:border-focus has-[:focus-visible]:ring-1 has-[:focus-visible]:ring-focus has-[[aria-invalid]:not(:focus-visible)]:border-stop has-[[aria-invalid]:not(:focus-visible)]:ring-1 has-[[aria-invalid]:not(:focus-visible)]:ring-stop has-[:disabled]:border-line has-[:disabled]:bg-sunken has-[:disabled]:text-ink-2 has-[[readonly]]:border-line has-[[readonly]]:bg-sunken has-[[readonly]]:text-ink-2";

/** 16 px on a phone: below that iOS zooms into the field. */
export const inputLook = "w-full min-w-0 bg-transparent outline-none max-rail:text-16 disabled:cursor-not-allowed";

type Shared = FieldProps & {
  /** For what a machine reads: URLs, header names, durations. */
  isCode?: boolean | undefined;
};

export type TextFieldProps = Omit<ComponentProps<"input">, "className"> &
  Omit<Shared, "label"> & {
    /** null where it stands elsewhere, tied by `id`. */
    label: string | null;
    className?: string | undefined;
    leading?: ReactNode;
    trailing?: ReactNode;
    /** The variable that sets this value; it can only be changed there. */
    setBy?: string | undefined;
  };

export function TextField({
  label,
  hideLabel,
  isOptional,
  hint,
  error,
  warning,
  fix,
  aside,
  isCode,
  leading,
  trailing,
  setBy,
  className,
  id,
  ...input
}: TextFieldProps) {
  const field = { label, hideLabel, isOptional, error, warning, fix, aside, className, id };
  const said = setBy ? (
    <>
      Set by <code>{setBy}</code>; change it there and restart.
    </>
  ) : (
    hint
  );
  return (
    <Field {...field} hint={said}>
      {(control) => (
        <div className={cn(boxLook, "h-control")}>
          {leading}
          <input
            autoCapitalize={isCode ? "none" : undefined}
            autoComplete="off"
            autoCorrect={isCode ? "off" : undefined}
            readOnly={setBy !== undefined}
            spellCheck={isCode ? false : undefined}
            type="text"
            {...input}
            {...control}
            className={cn(inputLook, isCode && "mono-13")}
          />
          {setBy ? <Lock aria-hidden="true" className="text-ink-3" size={16} /> : trailing}
        </div>
      )}
    </Field>
  );
}

export type TextAreaProps = Omit<ComponentProps<"textarea">, "className"> & Shared & { className?: string | undefined };

export function TextArea({
  label,
  hideLabel,
  isOptional,
  hint,
  error,
  warning,
  fix,
  aside,
  isCode,
  className,
  id,
  rows = 4,
  ...input
}: TextAreaProps) {
  return (
    <Field {...{ label, hideLabel, isOptional, hint, error, warning, fix, aside, className, id }}>
      {(control) => (
        <div className={cn(boxLook, "px-0!")}>
          <textarea
            autoComplete="off"
            rows={rows}
            spellCheck={isCode ? false : undefined}
            {...input}
            {...control}
            className={cn(inputLook, "resize-y px-[11px] py-2", isCode && "mono-12")}
          />
        </div>
      )}
    </Field>
  );
}
