import { type ReactNode, useId } from "react";
import { cn } from "./cn";
import { FieldMessage } from "./Field";

type ChoiceProps<Value extends string> = {
  label: string;
  hideLabel?: boolean | undefined;
  value: Value;
  onValueChange: (value: Value) => void;
  disabled?: boolean | undefined;
  error?: ReactNode;
  hint?: ReactNode;
  className?: string | undefined;
};

export function RadioCards<Value extends string>({
  label,
  hideLabel,
  value,
  onValueChange,
  disabled,
  error,
  hint,
  className,
  options,
}: ChoiceProps<Value> & { options: readonly { value: Value; label: string; description: string }[] }) {
  const id = useId();
  return (
    <div aria-labelledby={id} className={cn("grid gap-1.5", className)} role="radiogroup">
      <span className={hideLabel ? "sr-only" : "text-13 font-label"} id={id}>
        {label}
      </span>
      <div
        className={cn(
          "grid gap-3 max-rail:gap-2",
          options.length === 3 ? "grid-cols-3" : "grid-cols-2",
          options.length > 2 && "max-rail:grid-cols-1",
        )}
      >
        {options.map((option) => (
          <label
            className="relative grid grid-cols-[18px_minmax(0,1fr)] content-start gap-x-2.5 gap-y-0.5 rounded-md border border-control bg-surface px-3.5 py-3 transition-colors hover:bg-hover has-checked:border-ink has-checked:bg-surface has-checked:ring-1 has-checked:ring-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus has-disabled:cursor-not-allowed has-disabled:bg-sunken max-rail:px-3"
            key={option.value}
          >
            <input
              aria-describedby={`${id}-${option.value}`}
              aria-label={option.label}
              checked={option.value === value}
              className="peer absolute inset-0 opacity-0"
              disabled={disabled}
              name={id}
              onChange={() => onValueChange(option.value)}
              type="radio"
              value={option.value}
            />
            <span
              aria-hidden="true"
              className="row-span-2 mt-0.5 size-4 rounded-full border-[1.5px] border-control peer-checked:border-[5px] peer-checked:border-ink"
            />
            <span className="font-strong">{option.label}</span>
            <span
              className={cn(
                "text-13 text-pretty text-ink-3",
                // Four below one another leave a phone no room for what follows: there the chosen one tells what it is.
                options.length > 3 && "max-rail:[label:not(:has(:checked))>&]:hidden",
              )}
              id={`${id}-${option.value}`}
            >
              {option.description}
            </span>
          </label>
        ))}
      </div>
      <FieldMessage error={error} hint={hint} />
    </div>
  );
}

export function Segmented<Value extends string>({
  label,
  hideLabel,
  value,
  onValueChange,
  disabled,
  error,
  hint,
  className,
  options,
  isSmall,
}: ChoiceProps<Value> & { options: readonly { value: Value; label: string }[]; isSmall?: boolean | undefined }) {
  const id = useId();
  return (
    <div aria-labelledby={id} className={cn("grid content-start gap-1.5", className)} role="radiogroup">
      <span className={hideLabel ? "sr-only" : "text-13 font-label"} id={id}>
        {label}
      </span>
      <div
        className={cn(
          "grid auto-cols-fr grid-flow-col rounded-sm bg-surface shadow-[inset_0_0_0_1px_var(--control)]",
          isSmall ? "h-[26px] touch:h-9" : "h-control",
        )}
      >
        {options.map((option) => (
          <label
            className={cn(
              "relative grid place-items-center rounded-sm whitespace-nowrap text-ink-2 hover:text-ink has-checked:font-strong has-checked:text-ink has-checked:shadow-[inset_0_0_0_1.75px_var(--ink)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus has-disabled:cursor-not-allowed has-disabled:text-ink-3",
              isSmall ? "px-[9px] text-12" : "px-3.5 text-13",
            )}
            key={option.value}
          >
            <input
              checked={option.value === value}
              className="absolute inset-0 opacity-0"
              disabled={disabled}
              name={id}
              onChange={() => onValueChange(option.value)}
              type="radio"
              value={option.value}
            />
            {option.label}
          </label>
        ))}
      </div>
      <FieldMessage error={error} hint={hint} />
    </div>
  );
}
