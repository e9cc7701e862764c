// What the closed Advanced section holds, in one line. Pure.
import type { ConnectionDraft, DestinationDraft } from "#lib/destination/draft-shape";
import { signals } from "#lib/otlp/signal";

/** "TLS with your own CA, timeout 10s, over a proxy"; "No TLS, timeout 10s" where every endpoint is plain http. */
export function advancedWords(draft: DestinationDraft): string {
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
