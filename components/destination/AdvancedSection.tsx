"use client";
// Timeout, proxy and TLS of the shared connection: closed, with a summary; opens by itself when it holds an error.
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { Disclosure } from "#components/ui/Disclosure";
import type { ConnectionDraft, DestinationDraft } from "#lib/destination/draft-shape";
import { useEditor } from "./editor-context";

export function AdvancedSection() {
  const { draft, judgement, later } = useEditor();
  const { errors } = useFormContext<DestinationDraft>().formState;
  const [isOpen, setOpen] = useState(false);
  const mustEnterKey = judgement.toEnter.some(({ path }) => path.startsWith("/connection/tls"));
  const hasError =
    Boolean(errors.connection?.tls || errors.connection?.timeout || errors.connection?.proxy) || mustEnterKey;
  const [hadError, setHadError] = useState(false);
  if (hasError !== hadError) {
    setHadError(hasError);
    if (hasError) setOpen(true);
  }
  return (
    <div className="border-t border-line py-6">
      <Disclosure isOpen={isOpen} onOpenChange={setOpen} summary={summaryOf(draft.connection)} title="Advanced">
        {later && (
          <div className="grid gap-5">
            <later.TransferFields slot="connection" />
            <later.TlsFields slot="connection" />
          </div>
        )}
      </Disclosure>
    </div>
  );
}

/** "TLS with your own CA, timeout 10s, over a proxy". */
function summaryOf({ tls, timeout, proxy }: ConnectionDraft): string {
  const verified = tls.ca === "" ? "TLS with system certificates" : "TLS with your own CA";
  const checked = tls.skipVerify ? "TLS without verification" : verified;
  const mutual = tls.clientCert === "" ? "" : " and a client certificate";
  return [checked + mutual, `timeout ${timeout || "10s"}`, proxy === "" ? "" : `over ${proxy}`]
    .filter(Boolean)
    .join(", ");
}
