"use client";
// Copies a text; the icon turns to a check for 1.5 s and "Copied" is announced.
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./Button";

export function CopyButton({ text, label = "Copy", className }: { text: string; label?: string; className?: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <>
      <IconButton className={className} label={label} onClick={() => void copy(text).then(setCopied)} small>
        {isCopied ? (
          <Check aria-hidden="true" className="text-span" size={16} />
        ) : (
          <Copy aria-hidden="true" size={16} />
        )}
      </IconButton>
      <span aria-live="polite" className="sr-only">
        {isCopied ? "Copied" : ""}
      </span>
    </>
  );
}

/** On plain http (not localhost) browsers offer no clipboard object; the old command still works there. */
async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}
