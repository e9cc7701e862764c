import { stripTypeScriptTypes } from "node:module";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProbedDestination } from "#lib/destination/schema";
import { anyDestination } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";

type Container = { environment: Record<string, string>; secrets?: Record<string, string>; image: string };

/** Runs the snippet with a CDK that hands back what it is given. */
function containerOf(text: string): { name: string; options: Container } {
  const imported = 'import * as ecs from "aws-cdk-lib/aws-ecs";';
  expect(text).toContain(imported);
  const script = stripTypeScriptTypes(text).replace(imported, "").replace("export function", "return function");
  const ecs = {
    ContainerImage: { fromRegistry: (image: string) => image },
    Secret: { fromSecretsManager: (secret: string, key: string) => `${secret}/${key}` },
    LogDrivers: { awsLogs: (options: unknown) => options },
  };
  const addSideContainer = new Function("ecs", script)(ecs);
  const task = { addContainer: (name: string, options: Container) => ({ name, options }) };
  return addSideContainer(task, "vault");
}

const withoutHead = (yaml: string) => yaml.replace(/^(?:#.*\n|\n)+/, "");

test("the snippet is TypeScript, and its container has the Collector’s configuration to the letter, whatever the settings are", () => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const exported = writeDestination(destination, [], "cdk");
      const { name, options } = containerOf(exported?.text ?? "");
      expect(name).toBe("otel-collector");
      const yaml = withoutHead(writeDestination(destination, [], "collector")?.text ?? "");
      expect(options.environment.OTEL_CONFIG).toBe(yaml);
      const asked = [...yaml.matchAll(/\$\{env:(\w+)\}/g)].map(([, variable]) => variable ?? "");
      expect(Object.keys(options.secrets ?? {}).sort()).toEqual([...new Set(asked)].sort());
    }),
    { seed: 7, numRuns: 100 },
  );
});

test("for an endpoint of AWS it is the CloudWatch agent, which sends nowhere else", () => {
  const destination: ProbedDestination = {
    connection: {
      transport: "http",
      endpoint: "https://xray.eu-central-1.amazonaws.com",
      auth: { type: "sigv4", region: "eu-central-1", service: "xray", credentials: "host" },
    },
    signals: { traces: { enabled: true } },
  };
  const { name, options } = containerOf(writeDestination(destination, [], "cdk")?.text ?? "");
  expect(name).toBe("cloudwatch-agent");
  expect(options.environment.CW_OTEL_CONFIG_CONTENT).toContain("https://xray.eu-central-1.amazonaws.com");
  expect(options.secrets).toBeUndefined();
});
