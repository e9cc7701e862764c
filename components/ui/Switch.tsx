"use client";
// An on/off switch with its label. Acts at once; whether that saves is the caller's business.
import { Switch as Radix } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";
import { Tooltip } from "./Tooltip";

type SwitchProps = Omit<ComponentProps<typeof Radix.Root>, "className" | "children"> & {
  label: string;
  hideLabel?: boolean | undefined;
  /** One line below the label. */
  description?: ReactNode;
  /** Why it cannot be switched now; the switch stays in the tab order and says so. */
  reason?: string | undefined;
  className?: string | undefined;
};

export function Switch({
  label,
  hideLabel,
  description,
  reason,
  className,
  id: givenId,
  disabled,
  onCheckedChange,
  ...rest
}: SwitchProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  return (
    <span className={cn("flex items-center gap-2.5", className)}>
      <Tooltip side="top-end" text={reason}>
        <Radix.Root
          {...rest}
          aria-describedby={description ? `${id}-description` : undefined}
          aria-description={reason}
          aria-disabled={reason ? true : undefined}
          aria-label={hideLabel ? label : undefined}
          className="group relative inline-flex h-5 w-[34px] flex-none rounded-full bg-control p-0.5 transition-colors before:absolute before:-inset-x-1.5 before:-inset-y-3 focus-visible:rounded-full disabled:cursor-not-allowed disabled:bg-selected aria-disabled:cursor-not-allowed aria-disabled:opacity-55 data-[state=checked]:bg-span data-[state=checked]:disabled:bg-span-line"
          disabled={disabled}
          id={id}
          onCheckedChange={reason ? undefined : onCheckedChange}
        >
          <Radix.Thumb className="size-4 rounded-full bg-surface transition-transform data-[state=checked]:translate-x-[14px]" />
        </Radix.Root>
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
