"use client";
// An on/off switch with its label. Acts at once; whether that saves is the caller's business.
// A button of our own: Radix's switch is 5 kB gz more on the form page and adds a hidden checkbox that no action here reads.
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";
import { Tooltip } from "./Tooltip";

type SwitchProps = Omit<ComponentProps<"button">, "className" | "children" | "onClick" | "role" | "type"> & {
  label: string;
  hideLabel?: boolean | undefined;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** One line below the label. */
  description?: ReactNode;
  /** Why it cannot be switched now; the switch stays in the tab order and says so. */
  reason?: string | undefined;
  className?: string | undefined;
};

export function Switch({
  label,
  hideLabel,
  checked,
  onCheckedChange,
  description,
  reason,
  className,
  id: givenId,
  ...rest
}: SwitchProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  return (
    <span className={cn("flex items-center gap-2.5", className)}>
      <Tooltip side="top-end" text={reason}>
        <button
          {...rest}
          aria-checked={checked}
          aria-describedby={description ? `${id}-description` : undefined}
          aria-description={reason}
          aria-disabled={reason ? true : undefined}
          aria-label={hideLabel ? label : undefined}
          className="group relative inline-flex h-5 w-[34px] flex-none rounded-full bg-control p-0.5 transition-colors before:absolute before:-inset-x-1.5 before:-inset-y-3 focus-visible:rounded-full disabled:cursor-not-allowed disabled:bg-selected aria-checked:bg-span aria-checked:disabled:bg-span-line aria-disabled:cursor-not-allowed aria-disabled:opacity-55"
          id={id}
          onClick={reason ? undefined : () => onCheckedChange(!checked)}
          role="switch"
          type="button"
        >
          <span className="size-4 rounded-full bg-surface transition-transform group-aria-checked:translate-x-[14px]" />
        </button>
      </Tooltip>
      {!hideLabel && (
        <span className="min-w-0">
          <label className="font-label" htmlFor={id}>
            {label}
          </label>
          {description && (
            <span className="block text-13 text-ink-3" id={`${id}-description`}>
              {description}
            </span>
          )}
        </span>
      )}
    </span>
  );
}
