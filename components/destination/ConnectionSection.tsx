"use client";
// How to reach the server: transport, endpoint with the URLs it comes to, encoding, compression.
import { RadioCards, Segmented } from "#components/ui/Choice";
import type { Compression, Encoding, Transport } from "#lib/destination/schema";
import { EndpointField } from "./EndpointField";
import { useDraftField } from "./editor-context";
import { Section } from "./Section";

const transports = [
  { value: "http", label: "HTTP", description: "Port 4318 or 443. Passes proxies and load balancers." },
  { value: "grpc", label: "gRPC", description: "Port 4317. One long-lived HTTP/2 connection." },
] as const;
const encodings = [
  { value: "protobuf", label: "Protobuf" },
  { value: "json", label: "JSON" },
] as const;
const compressions = [
  { value: "gzip", label: "gzip" },
  { value: "none", label: "None" },
] as const;

export function ConnectionSection() {
  const transport = useDraftField<Transport>("connection.transport");
  const encoding = useDraftField<Encoding>("connection.encoding");
  const compression = useDraftField<Compression>("connection.compression");
  return (
    <Section title="Connection">
      <RadioCards
        disabled={transport.control.disabled}
        error={transport.message.error}
        label="Transport"
        onValueChange={transport.set}
        options={transports}
        value={transport.value}
      />
      <EndpointField />
      <div className="grid grid-cols-2 gap-4 max-rail:grid-cols-1">
        {transport.value === "grpc" ? (
          <div className="grid content-start gap-1.5">
            <span className="text-13 font-label">Encoding</span>
            <span className="flex h-control items-center text-13 text-ink-3">Protobuf. gRPC has no other.</span>
          </div>
        ) : (
          <Segmented
            disabled={encoding.control.disabled}
            label="Encoding"
            onValueChange={encoding.set}
            options={encodings}
            value={encoding.value}
          />
        )}
        <Segmented
          disabled={compression.control.disabled}
          label="Compression"
          onValueChange={compression.set}
          options={compressions}
          value={compression.value}
        />
      </div>
    </Section>
  );
}
