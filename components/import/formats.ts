// What can be pasted, in words, and a small example of each kind. Knows how none of it is read.
import type { ImportFormat } from "#lib/format/format";

/** In the order in which people bring them. */
export const importLabels: Record<ImportFormat, string> = {
  env: "Environment variables",
  collector: "OpenTelemetry Collector",
  declarative: "SDK configuration",
  curl: "curl",
  vendor: "Vendor’s page",
  toml: "Stalwart",
  json: "Medplum",
  truefoundry: "TrueFoundry",
  pixie: "Pixie",
  modal: "Modal",
  outspan: "Outspan",
};

/** null: to be recognised. */
export function chosenFormat(value: string): ImportFormat | null {
  return value in importLabels ? (value as ImportFormat) : null;
}

export const examples: readonly { label: string; text: string }[] = [
  {
    label: "Environment variables",
    text: [
      "OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com",
      "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
      `OTEL_EXPORTER_OTLP_HEADERS=api-key=${open("API_KEY")}`,
    ].join("\n"),
  },
  {
    label: "Kubernetes",
    text: [
      "env:",
      "  - name: OTEL_EXPORTER_OTLP_ENDPOINT",
      "    value: https://otlp.example.com",
      "  - name: API_KEY",
      "    valueFrom:",
      "      secretKeyRef: { name: otlp, key: api-key }",
      "  - name: OTEL_EXPORTER_OTLP_HEADERS",
      "    value: api-key=$(API_KEY)",
    ].join("\n"),
  },
  {
    label: "Collector",
    text: [
      "exporters:",
      "  otlphttp:",
      "    endpoint: https://otlp.example.com",
      "    headers:",
      `      api-key: ${open("env:API_KEY")}`,
      "service:",
      "  pipelines:",
      "    traces: { receivers: [otlp], exporters: [otlphttp] }",
    ].join("\n"),
  },
  {
    label: "curl",
    text: `curl https://otlp.example.com/v1/traces -H "api-key: ${open("API_KEY")}" -H "Content-Type: application/json" -d @trace.json`,
  },
];

function open(name: string): string {
  return `\${${name}}`;
}
