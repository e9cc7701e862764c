"use client";
// Timeout, proxy and TLS of the shared connection, and the queue: closed, with a summary; opens by itself when it holds an error.
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { Disclosure } from "#components/ui/Disclosure";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { useEditor } from "./editor-context";

export function AdvancedSection() {
  const { draft, judgement, later } = useEditor();
  const { errors } = useFormContext<DestinationDraft>().formState;
  const [isOpen, setOpen] = useState(false);
  const mustEnterKey = judgement.toEnter.some(({ path }) => path.startsWith("/connection/tls"));
  const hasError =
    Boolean(errors.connection?.tls || errors.connection?.timeout || errors.connection?.proxy) ||
    Boolean(errors.queueMaxBytes || errors.queueMaxAge) ||
    mustEnterKey;
  const [hadError, setHadError] = useState(false);
  if (hasError !== hadError) {
    setHadError(hasError);
    if (hasError) setOpen(true);
  }
  return (
    <div className="border-t border-line py-6">
      <Disclosure
        isOpen={isOpen}
        onOpenChange={setOpen}
        summary={later?.advancedWords(draft) ?? untouched}
        title="Advanced"
      >
        {later && (
          <div className="grid gap-5">
            <later.TransferFields slot="connection" />
            <later.TlsFields slot="connection" />
            <later.QueueFields />
          </div>
        )}
      </Disclosure>
    </div>
  );
}

/** Of a form in which nothing was typed. */
const untouched = "TLS with system certificates, timeout 10s, queue of 1 GiB for 24h";
