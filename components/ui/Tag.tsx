// A word with a tone, 20 px high; and the monogram tile that stands for a destination.
import type { ReactNode } from "react";
import { cn } from "./cn";

const tones = {
  neutral: "bg-selected text-ink-2",
  line: "text-ink-2 shadow-[inset_0_0_0_1px_var(--line)]",
  span: "bg-span-soft text-span-ink",
  wait: "bg-wait-soft text-wait-ink",
  stop: "bg-stop-soft text-stop-ink",
};

export function Tag({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: keyof typeof tones;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-[5px] rounded-xs px-[7px] text-12 font-mid whitespace-nowrap [&>svg]:size-3 [&>svg]:stroke-[2.25]",
        tones[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** "New Relic EU" → NR, "Honeycomb" → HO. We ship no vendor logos. */
export function monogramOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const [first = "", second] = words;
  const letters = second ? [...first].slice(0, 1).concat([...second].slice(0, 1)) : [...first].slice(0, 2);
  return letters.join("").toUpperCase() || "–";
}

export function Tile({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        "grid size-9 flex-none place-items-center rounded-[9px] border border-line bg-sunken text-12 font-title tracking-[-0.01em] text-ink-2",
        className,
      )}
    >
      {children}
    </span>
  );
}
