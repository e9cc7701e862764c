// What of a draft may be kept in a browser. Small and by itself: the page needs it before anything else of a draft.
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { signals } from "#lib/otlp/signal";

/** For storage in the browser: what was typed, without any secret that was typed. */
export function withoutSecrets(draft: DestinationDraft): DestinationDraft {
  const copy = structuredClone(draft);
  for (const connection of [copy.connection, ...signals.map((signal) => copy.signals[signal].connection)]) {
    if (connection === null) continue;
    for (const header of connection.headers ?? []) if (header.secret) header.value = "";
    const { auth } = connection;
    for (const name in auth) if (secretNames.test(name)) Object.assign(auth, { [name]: "" });
    if (connection.tls) connection.tls.clientKey = "";
    // A password in a URL is refused, but it was typed.
    if (connection.endpoint) connection.endpoint = withoutUserinfo(connection.endpoint);
    if (connection.proxy) connection.proxy = withoutUserinfo(connection.proxy);
  }
  return copy;
}

/** Every text of authentication that is one, by its name's end: token, password, clientSecret, secretAccessKey … */
const secretNames = /(token|word|key|secret|account)$/i;

function withoutUserinfo(text: string): string {
  return text
    .split(/([/?#\s])/)
    .map((part) => part.slice(part.lastIndexOf("@") + 1))
    .join("");
}
