"use client";
// A button and a link that looks like one. Knows no action.
import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

const look = cva(
  "inline-flex items-center justify-center gap-[7px] border whitespace-nowrap rounded-sm transition-colors select-none [&>svg]:-ml-0.5 disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-off disabled:shadow-none aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-ink-off aria-disabled:shadow-none",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-act text-on-act hover:bg-act-hover",
        second: "border-control bg-surface text-ink shadow-1 hover:bg-hover",
        ghost: "border-transparent text-ink-2 hover:bg-hover hover:text-ink",
        danger: "border-transparent bg-stop text-on-stop hover:brightness-95",
        "danger-line": "border-stop bg-surface text-stop-ink hover:bg-stop-soft",
      },
      size: {
        sm: "h-control-sm px-2.5 text-13 font-mid",
        md: "h-control px-[13px] text-14 font-mid",
        lg: "h-control-lg px-[18px] text-14 font-mid",
      },
    },
    defaultVariants: { variant: "second", size: "md" },
  },
);

type Look = VariantProps<typeof look> & {
  icon?: ReactNode;
  /** Shown beside the label, not part of the accessible name. */
  shortcut?: string;
};

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
      <Label busy={busy} icon={icon} shortcut={shortcut}>
        {children}
      </Label>
    </button>
  );
}

export function LinkButton({
  variant,
  size,
  icon,
  shortcut,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & Look) {
  return (
    <Link {...rest} className={cn(look({ variant, size }), className)}>
      <Label icon={icon} shortcut={shortcut}>
        {children}
      </Label>
    </Link>
  );
}

function Label({
  busy,
  icon,
  shortcut,
  children,
}: {
  busy?: string | undefined;
  icon?: ReactNode;
  shortcut?: string | undefined;
  children: ReactNode;
}) {
  const label = (
    <>
      {icon}
      {children}
      {shortcut && (
        <span aria-hidden="true" className="ml-0.5 font-sans text-11 font-mid tracking-wide opacity-80 touch:hidden">
          {shortcut}
        </span>
      )}
    </>
  );
  if (busy === undefined) return label;
  return (
    <span className="grid place-items-center *:[grid-area:1/1]">
      <span aria-hidden="true" className="invisible inline-flex items-center gap-[7px]">
        {label}
      </span>
      <span className="inline-flex items-center gap-[7px]">
        <LoaderCircle aria-hidden="true" className="motion-safe:animate-spin" size={16} />
        {busy}
      </span>
    </span>
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
