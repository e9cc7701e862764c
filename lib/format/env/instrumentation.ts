// What the OpenTelemetry Operator makes of its Instrumentation: `spec.exporter` becomes variables of every program that it starts.
import type { Variable } from "#lib/format/env/variable";
import type { Located } from "#lib/format/located";

type Map = Located & { kind: "map" };

const variableOf: Record<string, string> = {
  endpoint: "OTEL_EXPORTER_OTLP_ENDPOINT",
  ca_file: "OTEL_EXPORTER_OTLP_CERTIFICATE",
  cert_file: "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
  key_file: "OTEL_EXPORTER_OTLP_CLIENT_KEY",
};

export function isInstrumentation(text: string): boolean {
  return /^kind:[ \t]*Instrumentation[ \t]*$/m.test(text);
}

/** null: no Instrumentation. */
export function instrumentationSpec(node: Map): Map | null {
  const at = (key: string) => node.entries.find((entry) => entry.key === key)?.value;
  const [kind, spec] = [at("kind"), at("spec")];
  return kind?.kind === "scalar" && kind.value === "Instrumentation" && spec?.kind === "map" ? spec : null;
}

export function exporterVariables(spec: Map): Variable[] {
  const exporter = spec.entries.find(({ key }) => key === "exporter")?.value;
  if (exporter?.kind !== "map") return [];
  const tls = exporter.entries.find(({ key }) => key === "tls")?.value;
  const entries = [...exporter.entries, ...(tls?.kind === "map" ? tls.entries : [])];
  return entries.flatMap(({ key, keyLine, value }): Variable[] => {
    const name = variableOf[key];
    if (name === undefined || value.kind !== "scalar" || value.value === null) return [];
    return [{ name, value: String(value.value), at: { line: keyLine, endLine: value.endLine }, uses: [] }];
  });
}
