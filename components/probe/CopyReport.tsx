"use client";
// The report to take along: as Markdown for a person, as curl to try without Outspan, as JSON for a program. None holds a secret.
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { copyText } from "#components/ui/copy-text";
import { Dialog } from "#components/ui/Dialog";
import { asCurl } from "#lib/destination/as-curl";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Report } from "#lib/otlp/report";
import { reportMarkdown } from "#lib/otlp/report-markdown";

type Form = { name: "Markdown" | "curl" | "JSON"; text: () => string };

export function CopyReport({ report, tested }: { report: Report; tested: ProbedDestination | null }) {
  const [copied, setCopied] = useState<Form["name"] | null>(null);
  const [byHand, setByHand] = useState<Form | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (form: Form) => {
    if (await copyText(form.text())) setCopied(form.name);
    else setByHand(form);
  };
  return (
    <>
      <div className="flex w-full flex-wrap items-center">
        <span aria-hidden="true" className="mr-1">
          Copy as
        </span>
        {formsOf(report, tested).map((form) => (
          <Button
            aria-label={`Copy as ${form.name}`}
            icon={
              copied === form.name ? (
                <Check aria-hidden="true" className="text-span" size={14} />
              ) : (
                <Copy aria-hidden="true" size={14} />
              )
            }
            key={form.name}
            onClick={() => void copy(form)}
            size="sm"
            title={`Copy as ${form.name}`}
            variant="ghost"
          >
            {form.name}
          </Button>
        ))}
        <span aria-live="polite" className="sr-only">
          {copied === null ? "" : "Copied"}
        </span>
      </div>
      <Dialog
        description="The browser does not let this page copy. The text is selected: copy it from here."
        isOpen={byHand !== null}
        onClose={() => setByHand(null)}
        size="lg"
        title={`Copy as ${byHand?.name ?? ""}`}
      >
        <textarea
          aria-label="The text to copy"
          className="mono-12 mt-1 h-[50vh] w-full resize-none rounded-md border border-line bg-sunken px-3.5 py-2.5 text-ink-2"
          readOnly
          ref={select}
          value={byHand?.text() ?? ""}
        />
      </Dialog>
    </>
  );
}

function formsOf(report: Report, tested: ProbedDestination | null): Form[] {
  return [
    { name: "Markdown", text: () => reportMarkdown(report, versionHere()) },
    ...(tested === null ? [] : [{ name: "curl" as const, text: () => asCurl(tested) }]),
    { name: "JSON", text: () => `${JSON.stringify(report, null, 2)}\n` },
  ];
}

function select(area: HTMLTextAreaElement | null): void {
  area?.focus();
  area?.select();
}

/** The page says which Outspan made it. */
function versionHere(): string {
  const made = document.querySelector("meta[name=generator]")?.getAttribute("content") ?? "";
  return /^Outspan (\d[\w.+-]*)$/.exec(made)?.[1] ?? "of unknown version";
}
