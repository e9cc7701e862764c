// What a destination can be written as, in words and in the order of the menu. Knows how none of it looks.
import type { ExportFormat } from "#lib/format/format";

export const exportLabels: Record<ExportFormat, string> = {
  env: "Environment variables",
  dotenv: ".env file",
  compose: "Docker Compose",
  kubernetes: "Kubernetes",
  collector: "OpenTelemetry Collector",
  declarative: "SDK configuration",
  curl: "curl",
  toml: "Stalwart",
  json: "Medplum",
  modal: "Modal",
  cdk: "AWS CDK",
  outspan: "Outspan",
};

export const exportFormats = Object.keys(exportLabels) as ExportFormat[];
