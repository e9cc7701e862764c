"use client";
// The table to take along, as Markdown.
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { copyText } from "#components/ui/copy-text";
import { capabilityMarkdown } from "./capability-markdown";
import type { CapabilityState } from "./use-capabilities";

export function CopyTable({ name, state }: { name: string; state: CapabilityState }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const Icon = isCopied ? Check : Copy;
  return (
    <>
      <Button
        className="mr-auto"
        icon={<Icon aria-hidden="true" size={14} />}
        onClick={() => void copyText(capabilityMarkdown(name, state.rows, state.summary)).then(setCopied)}
        variant="ghost"
      >
        Copy as Markdown
      </Button>
      <span aria-live="polite" className="sr-only">
        {isCopied ? "Copied" : ""}
      </span>
    </>
  );
}
