"use client";
// A button, with words or with an icon alone. Knows no action.
import type { ComponentProps } from "react";
import { ButtonLabel, type Look, look } from "./ButtonFace";
import { cn } from "./cn";

type ButtonProps = Omit<ComponentProps<"button">, "disabled"> &
  Look & {
    /** What it is doing, e.g. "Testing": shown and named instead of the label, at the width of the wider of the two. */
    busy?: string | undefined;
    disabled?: boolean | undefined;
    /** Why it cannot be used now: the button stays in the tab order and says so. */
    reason?: string | undefined;
  };

export function Button({
  variant,
  size,
  icon,
  shortcut,
  busy,
  disabled,
  reason,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const isHeld = Boolean(busy || reason);
  const held = isHeld ? { "aria-disabled": true, title: reason } : {};
  return (
    <button
      {...rest}
      {...held}
      aria-description={reason}
      className={cn(look({ variant, size }), className)}
      disabled={disabled && !isHeld}
      onClick={isHeld ? (event) => event.preventDefault() : onClick}
      type={type}
    >
      <ButtonLabel busy={busy} icon={icon} shortcut={shortcut}>
        {children}
      </ButtonLabel>
    </button>
  );
}

/** A square button that holds an icon; the label is its accessible name and its tooltip. */
export function IconButton({
  label,
  small,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { label: string; small?: boolean }) {
  return (
    <button
      aria-label={label}
      title={label}
      {...rest}
      className={cn(
        "inline-grid flex-none place-items-center rounded-sm text-ink-3 transition-colors hover:bg-hover hover:text-ink disabled:cursor-not-allowed disabled:text-ink-off",
        small ? "size-6 touch:size-9" : "size-7 touch:size-11",
        className,
      )}
      type={type}
    />
  );
}
