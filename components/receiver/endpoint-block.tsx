// What an application's environment needs to send to the receiver. Pure.
import type { ReceiverStatus } from "#lib/destination/delivery";

/** "http://127.0.0.1:4318"; a receiver on all addresses is reached by the name this page was opened with. */
export function receiverUrl({ tls }: Pick<ReceiverStatus, "tls">, address: string, openedHost: string): string {
  return `http${tls ? "s" : ""}://${address.replace(/^(0\.0\.0\.0|\[::\])(?=:)/, openedHost)}`;
}

/** Null while it is closed. `key`: one that was just made. */
export function endpointBlock(receiver: ReceiverStatus, openedHost: string, key?: string): string | null {
  const address = receiver.http ?? receiver.grpc;
  if (address === null) return null;
  const lines = [
    `OTEL_EXPORTER_OTLP_ENDPOINT=${receiverUrl(receiver, address, openedHost)}`,
    `OTEL_EXPORTER_OTLP_PROTOCOL=${receiver.http === null ? "grpc" : "http/protobuf"}`,
  ];
  const shown = key ?? (receiver.keys > 0 ? "YOUR_INGEST_KEY" : receiver.token ? "YOUR_INGEST_TOKEN" : null);
  if (shown !== null) lines.push(`OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20${shown}`);
  return lines.join("\n");
}
