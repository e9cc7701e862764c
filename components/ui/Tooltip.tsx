"use client";
// A few words beside something operable, on hover and on focus; Escape puts them away, the pointer may rest on them.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "./cn";

const sides = {
  top: "bottom-full left-1/2 -translate-x-1/2 pb-1.5",
  "top-end": "bottom-full right-0 pb-1.5",
  right: "left-full top-1/2 -translate-y-1/2 pl-2",
};

export function Tooltip({
  text,
  side = "top",
  className,
  children,
}: {
  /** Also said by the control itself (aria-label or aria-description): the tooltip is for the eye. Absent: no tooltip. */
  text: string | undefined;
  side?: keyof typeof sides;
  className?: string | undefined;
  children: ReactNode;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const span = anchor.current;
    if (!span) return;
    const until = new AbortController();
    const on = (name: string, isOpen: (event: Event) => boolean) =>
      span.addEventListener(name, (event) => setOpen(isOpen(event)), { signal: until.signal });
    on("pointerenter", (event) => event instanceof PointerEvent && event.pointerType === "mouse");
    on("pointerleave", () => false);
    on("focusin", (event) => event.target instanceof Element && event.target.matches(":focus-visible"));
    on("focusout", () => false);
    return () => until.abort();
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: KeyboardEvent) => event.key === "Escape" && setOpen(false);
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [isOpen]);
  return (
    <span className={cn("relative inline-flex", className)} ref={anchor}>
      {children}
      {isOpen && text && (
        <span aria-hidden="true" className={cn("absolute z-30 w-max max-w-60", sides[side])}>
          <span className="block rounded-sm border border-line bg-raised px-2 py-1 text-12 font-mid text-ink shadow-2">
            {text}
          </span>
        </span>
      )}
    </span>
  );
}
