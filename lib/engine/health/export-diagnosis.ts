// Why an export fails, in the same words as a probe: the same facts, without the questions that a probe would ask. Sends nothing.

import { credentialShapes } from "#lib/destination/credential-shape";
import { hasCredentials } from "#lib/destination/resolve";
import { maskSecrets } from "#lib/destination/secrets";
import type { Tried } from "#lib/engine/deliver/delivery";
import type { EngineDestination } from "#lib/engine/protocol";
import { cleanDiagnosis } from "#lib/engine/redact";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { type Facts, noSurroundings } from "#lib/otlp/explain/facts";
import { diagnoseToken } from "#lib/otlp/explain/token";
import type { Diagnosis } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

export function exportDiagnosis(
  { destination }: EngineDestination,
  signal: Signal,
  { sent, settings, request }: Tried,
  nowMs: number,
): Diagnosis[] {
  const { connection } = settings;
  const token = sent.reply?.exchange.token;
  if (token !== undefined) return [cleanDiagnosis(diagnoseToken(token, [signal]), settings.secrets)];
  if (connection === null) return [];
  const { transport, target, tls, encoding } = connection;
  const path = transport === "http" ? target.path : "";
  const attempts = sent.reply ? [{ signal, encoding, path, sent: request.items, ...sent.reply }] : [];
  const facts: Facts = {
    now: new Date(nowMs),
    destination: maskSecrets(destination),
    transport,
    tls: target.tls,
    host: target.host,
    port: target.port,
    hasCredentials: hasCredentials(connection),
    credentials: credentialShapes(connection),
    hasClientCertificate: tls.clientCert !== undefined,
    proxy: connection.proxy,
    surroundings: noSurroundings,
    signals: [signal],
    seen: sent.seen,
    attempts,
    anonymous: null,
    replies: [],
  };
  return diagnose(facts).map((one) => cleanDiagnosis(one, settings.secrets));
}
