// The face of whatever looks like a button: its colours, its sizes, its label. Knows no element and no action.
import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";

export const look = cva(
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

export type Look = VariantProps<typeof look> & {
  icon?: ReactNode;
  /** Shown beside the label, not part of the accessible name. */
  shortcut?: string;
};

export function ButtonLabel({
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
