"use client";
// The key that fills the form, as it is printed on this keyboard.
import { Kbd } from "#components/ui/Kbd";

export function FillHint() {
  const isApple = typeof navigator !== "undefined" && /Mac|iP(?:hone|ad|od)/.test(navigator.userAgent);
  return (
    <p className="mr-auto flex items-center gap-1.5 text-13 text-ink-3 max-rail:hidden">
      <Kbd>{isApple ? "⌘" : "Ctrl"}</Kbd>
      <Kbd>↵</Kbd> fills the form
    </p>
  );
}
