"use client";
// Copies a text; the icon turns to a check for 1.5 s and "Copied" is announced.
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./Button";
import { copyText } from "./copy-text";

export function CopyButton({ text, label = "Copy", className }: { text: string; label?: string; className?: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <>
      <IconButton className={className} label={label} onClick={() => void copyText(text).then(setCopied)} small>
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
