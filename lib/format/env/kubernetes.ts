// Variables as a Secret with what is to be filled in, and the part of a Deployment that takes them from it.
import { kubernetesValue } from "#lib/format/env/quoting";
import type { WrittenVariable } from "#lib/format/env/written-variables";
import type { Exported } from "#lib/format/exported";

const secretName = "otel-exporter";

export function kubernetesText(variables: readonly WrittenVariable[], fill: Exported["fill"]): string {
  // A path is no secret.
  const secrets = fill.filter(({ name }) => !name.endsWith("_PATH")).map(({ name }) => name);
  const names = new Set(secrets);
  return [
    ...(secrets.length > 0 ? [...secretLines(secrets), "---"] : []),
    ...deploymentLines(variables, secrets, names),
  ].join("\n");
}

function secretLines(secrets: readonly string[]): string[] {
  return [
    "apiVersion: v1",
    "kind: Secret",
    "metadata:",
    `  name: ${secretName}`,
    "type: Opaque",
    "stringData:",
    ...secrets.map((name) => `  ${name}: "\${${name}}"`),
  ];
}

/** References reach back alone: what the Secret holds comes first. */
function deploymentLines(
  variables: readonly WrittenVariable[],
  secrets: readonly string[],
  names: ReadonlySet<string>,
): string[] {
  return [
    "# Merge this into your workload",
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata:",
    "  name: app",
    "spec:",
    "  template:",
    "    spec:",
    "      containers:",
    "        - name: app",
    "          env:",
    ...secrets.flatMap((name) => [
      `            - name: ${name}`,
      "              valueFrom:",
      "                secretKeyRef:",
      `                  name: ${secretName}`,
      `                  key: ${name}`,
    ]),
    ...variables.flatMap(({ name, value }) => [
      `            - name: ${name}`,
      `              value: ${kubernetesValue(value, names)}`,
    ]),
  ];
}
