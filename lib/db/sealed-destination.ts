// Seals a destination's secrets beside its body and opens them again. The blob is bound to the row and to everything that
// decides where the secrets go: a row changed by hand cannot send them elsewhere.
import { createHash } from "node:crypto";
import * as z from "zod";
import type { DestinationContent, DestinationRecord } from "#lib/db/destination";
import { bodyOf } from "#lib/db/saved-destination";
import { enabledSignals } from "#lib/destination/enabled-signals";
import { secretOf } from "#lib/destination/named-secret-use";
import type { Destination } from "#lib/destination/schema";
import { collectSecrets, withSecrets } from "#lib/destination/secrets";
import { log } from "#lib/log";
import { signals } from "#lib/otlp/signal";

/** Both with the key of this instance, which this file never sees. */
export type Sealer = {
  seal(text: string, context: string): string;
  unseal(sealed: string, context: string): string | null;
};

/** What is stored of a destination whose secrets are filled in. */
/** Made once: the engine is handed a thousand destinations at a time. */
const SecretTexts = z.record(z.string(), z.string());

export function sealDestination({ seal }: Sealer, id: string, destination: Destination): DestinationContent {
  const { body, secrets } = collectSecrets(destination);
  const hasSecrets = Object.keys(secrets).length > 0;
  return {
    body: JSON.stringify(body),
    named: [...new Set(enabledSignals(destination).flatMap((signal) => secretOf(destination, signal)?.name ?? []))],
    secrets: hasSecrets ? seal(JSON.stringify(secrets), contextOf(id, body)) : null,
  };
}

/** The stored destination with its secrets filled in; without them where they do not open. */
export function openDestination({ unseal }: Sealer, row: DestinationRecord): Destination {
  const body = bodyOf(row);
  if (row.secrets === null) return body;
  const text = unseal(row.secrets, contextOf(row.id, body));
  if (text === null) {
    log.error("The secrets of a destination do not open: its row was changed from outside, or the key is another", {
      destination: row.id,
    });
    return body;
  }
  return withSecrets(body, SecretTexts.parse(JSON.parse(text)));
}

/** Under another sealing key; null where it does not open. `body` decides where the secrets may go. */
export function resealDestination(
  from: Sealer,
  to: Sealer,
  row: { id: string; body: string; secrets: string | null },
): string | null {
  const context = contextOf(row.id, bodyOf(row));
  const text = row.secrets === null ? null : from.unseal(row.secrets, context);
  return text === null ? null : to.seal(text, context);
}

/** Id and every connection as stored: endpoints, proxies, TLS settings, header names. */
function contextOf(id: string, body: Destination): string {
  const connections = [body.connection, ...signals.map((signal) => body.signals[signal]?.connection)];
  const digest = createHash("sha256").update(canonical(connections)).digest("base64url");
  return `destination ${id} ${digest}`;
}

/** JSON with its keys sorted: in which order a schema lists them is no reason for secrets to be lost. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
