// A native select in our look: the platform's own list works by keyboard, on a phone and for a screen reader.
import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { Field, type FieldProps } from "./Field";

type Option = { value: string; label: string };

type SelectProps = Omit<ComponentProps<"select">, "className"> &
  FieldProps & { className?: string | undefined; options: readonly Option[]; isSmall?: boolean | undefined };

export function Select({
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
  options,
  isSmall,
  ...select
}: SelectProps) {
  return (
    <Field {...{ label, hideLabel, isOptional, hint, error, warning, fix, aside, className, id }}>
      {(control) => (
        <div className="relative flex">
          <select
            {...select}
            {...control}
            className={cn(
              "w-full appearance-none truncate rounded-sm border border-control bg-surface pr-8 pl-[11px] transition-colors hover:border-ink-3 disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-2 aria-invalid:border-stop aria-invalid:ring-1 aria-invalid:ring-stop max-rail:text-16",
              isSmall ? "h-control-sm text-13" : "h-control",
            )}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronsUpDown
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 right-[9px] -translate-y-1/2 text-ink-3"
            size={16}
          />
        </div>
      )}
    </Field>
  );
}
