// The state of a destination or signal: its span glyph, 30 px wide, and its word. Each state has its own form, not only a colour.
import type { ReactNode } from "react";
import { cn } from "./cn";

export type StateName = "delivering" | "retrying" | "backlogged" | "refused" | "nothing_to_send" | "paused" | "off";

const states: Record<StateName, { word: string; ink: string; glyph: string; drawing: ReactNode }> = {
  delivering: {
    word: "Delivering",
    ink: "text-span-ink",
    glyph: "text-span",
    drawing: (
      <>
        <path d="M7.5 5H22" strokeWidth="2.25" />
        <circle cx="25.5" cy="5" fill="currentColor" r="3" />
      </>
    ),
  },
  retrying: {
    word: "Retrying",
    ink: "text-wait-ink",
    glyph: "text-wait",
    drawing: (
      <>
        <path d="M7.5 5h6M16.5 5h.01M20 5h.01" strokeWidth="2.25" />
        <circle cx="25.5" cy="5" r="2.6" />
      </>
    ),
  },
  backlogged: {
    word: "Backlogged",
    ink: "text-wait-ink",
    glyph: "text-wait",
    drawing: (
      <>
        <path d="M10 2v6M13.5 2v6M17 2v6M20.5 2v6" strokeWidth="2" />
        <circle cx="25.5" cy="5" r="2.6" />
      </>
    ),
  },
  refused: {
    word: "Refused",
    ink: "text-stop-ink",
    glyph: "text-stop",
    drawing: (
      <>
        <path d="M7.5 5H18" strokeWidth="2.25" />
        <path d="M22.5 2l6 6M28.5 2l-6 6" />
      </>
    ),
  },
  nothing_to_send: {
    word: "Nothing to send",
    ink: "text-ink-2",
    glyph: "text-ink-3",
    drawing: (
      <>
        <path d="M9.5 5h.01M13 5h.01M16.5 5h.01M20 5h.01" strokeWidth="2" />
        <circle cx="25.5" cy="5" r="2.6" />
      </>
    ),
  },
  paused: {
    word: "Paused",
    ink: "text-ink-2",
    glyph: "text-ink-3",
    drawing: (
      <>
        <path d="M12.5 2v6M17.5 2v6" strokeWidth="2" />
        <circle cx="25.5" cy="5" r="2.6" />
      </>
    ),
  },
  off: {
    word: "Off",
    ink: "text-ink-3",
    glyph: "text-ink-off",
    drawing: <path d="M3 5h8M12.5 8.5l5-7M19 5h8" />,
  },
};

/** `words` instead of the state's own, where a sentence begins with them. */
export function State({ name, words }: { name: StateName; words?: string | undefined }) {
  const { word, ink, glyph, drawing } = states[name];
  return (
    <span className={cn("inline-flex items-center gap-2 font-label whitespace-nowrap", ink)}>
      <svg
        aria-hidden="true"
        className={cn("flex-none", glyph)}
        fill="none"
        height="10"
        stroke="currentColor"
        strokeLinecap="round"
        strokeWidth="1.6"
        viewBox="0 0 30 10"
        width="30"
      >
        {name !== "off" && <circle cx="4.5" cy="5" r="2.6" />}
        {drawing}
      </svg>
      {words ?? word}
    </span>
  );
}
