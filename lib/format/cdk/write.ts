// Writes a destination as a side container for a task of Amazon ECS, in the CDK's TypeScript: the CloudWatch agent where it leads to
// AWS, since the agent sends nowhere else, and the OpenTelemetry Collector everywhere else. Both take the Collector's configuration.
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { collectorWriter } from "#lib/format/collector/write";
import type { Writer } from "#lib/format/exported";
import { askedIn, type Fill } from "#lib/format/fill";

export const cdkWriter: Writer = {
  format: "cdk",
  label: "AWS CDK",
  fileName: "otlp-side-container.ts",
  write: (destination, fill) => {
    const { text: yaml, left, fill: more = [] } = collectorWriter.write(destination, fill);
    const used = askedIn(yaml, [...fill, ...more]);
    const container = isAws(destination) ? cloudWatchAgent : collector;
    return { text: snippet(container, withoutHead(yaml), used), left, fill: more };
  },
};

type Container = { name: string; image: string; about: string; environment: string[]; command: string | null };

const cloudWatchAgent: Container = {
  name: "cloudwatch-agent",
  image: "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:latest",
  about:
    "The CloudWatch agent beside the application: it receives OTLP on localhost, ports 4317 and 4318, and sends it to AWS.",
  environment: ["CW_CONFIG_CONTENT: JSON.stringify({ agent: {} })", "CW_OTEL_CONFIG_CONTENT: configuration"],
  command: null,
};
const collector: Container = {
  name: "otel-collector",
  image: "otel/opentelemetry-collector-contrib:latest",
  about:
    "The OpenTelemetry Collector beside the application: it receives OTLP on localhost, ports 4317 and 4318, and sends it on.",
  environment: ["OTEL_CONFIG: configuration"],
  command: '["--config=env:OTEL_CONFIG"]',
};

function isAws(destination: ProbedDestination): boolean {
  const hosts = enabledSignals(destination).map((one) => effectiveConnection(destination, one)?.target.host ?? "");
  return hosts.length > 0 && hosts.every((host) => /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(host));
}

function snippet({ name, image, about, environment, command }: Container, yaml: string, used: Fill): string {
  const hasSecrets = used.length > 0;
  return [
    `// ${about}`,
    ...(hasSecrets ? ["// `secret` in AWS Secrets Manager holds, as JSON:"] : []),
    ...used.map((one) => `//   ${one.name}: ${one.words}`),
    'import * as ecs from "aws-cdk-lib/aws-ecs";',
    ...(hasSecrets ? ['import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";'] : []),
    "",
    `const configuration = \`${templateText(yaml)}\`;`,
    "",
    `export function addSideContainer(task: ecs.TaskDefinition${hasSecrets ? ", secret: ISecret" : ""}): ecs.ContainerDefinition {`,
    `  return task.addContainer("${name}", {`,
    `    image: ecs.ContainerImage.fromRegistry("${image}"),`,
    ...(command === null ? [] : [`    command: ${command},`]),
    "    essential: false,",
    "    memoryReservationMiB: 256,",
    `    environment: { ${environment.join(", ")} },`,
    ...(hasSecrets ? ["    secrets: {"] : []),
    ...used.map((one) => `      ${one.name}: ecs.Secret.fromSecretsManager(secret, "${one.name}"),`),
    ...(hasSecrets ? ["    },"] : []),
    `    logging: ecs.LogDrivers.awsLogs({ streamPrefix: "${name}" }),`,
    "  });",
    "}",
    "",
  ].join("\n");
}

/** Its comments speak of a file and of a shell. */
function withoutHead(yaml: string): string {
  return yaml.replace(/^(?:#.*\n|\n)+/, "");
}

function templateText(text: string): string {
  return text.toWellFormed().replace(/[\\`]|\$\{/g, (match) => `\\${match}`);
}
