"use client";
// Timeout, proxy and TLS of the shared connection, and the queue: closed, with a summary; opens by itself when it holds an error.
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { Disclosure } from "#components/ui/Disclosure";
import type { ConnectionDraft, DestinationDraft } from "#lib/destination/draft-shape";
import { signals } from "#lib/otlp/signal";
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
      <Disclosure isOpen={isOpen} onOpenChange={setOpen} summary={summaryOf(draft)} title="Advanced">
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

/** "TLS with your own CA, timeout 10s, over a proxy"; "No TLS, timeout 10s" where every endpoint is plain http. */
function summaryOf(draft: DestinationDraft): string {
  const { timeout, proxy } = draft.connection;
  const parts = [isPlain(draft) ? "No TLS" : tlsWords(draft.connection), `timeout ${timeout || "10s"}`];
  const queue = `queue of ${draft.queueMaxBytes} for ${draft.queueMaxAge}`;
  return [...parts, ...(proxy === "" ? [] : [`over ${proxy}`]), queue].join(", ");
}

function tlsWords({ tls }: ConnectionDraft): string {
  const verified = tls.ca === "" ? "TLS with system certificates" : "TLS with your own CA";
  const checked = tls.skipVerify ? "TLS without verification" : verified;
  return tls.clientCert === "" ? checked : `${checked} and a client certificate`;
}

function isPlain({ connection, signals: settings }: DestinationDraft): boolean {
  const used = signals.filter((signal) => settings[signal].enabled);
  const endpoints = used.map((signal) => settings[signal].connection?.endpoint ?? connection.endpoint);
  return endpoints.length > 0 && endpoints.every((endpoint) => /^\s*http:/i.test(endpoint));
}
