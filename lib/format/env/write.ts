// Writes a destination as environment variables: for a shell, as .env, for compose, for Kubernetes. What to fill in stands on top.

import { holesIn, holeText } from "#lib/destination/hole";
import type { ProbedDestination } from "#lib/destination/schema";
import { shellComment } from "#lib/destination/shell-word";
import { kubernetesText } from "#lib/format/env/kubernetes";
import { dotenvValue, shellValue, yamlValue } from "#lib/format/env/quoting";
import { type WrittenVariable, writtenVariables } from "#lib/format/env/written-variables";
import type { Writer } from "#lib/format/exported";
import { askedIn, type Fill } from "#lib/format/fill";
import { leftBySdk } from "#lib/format/left-by-sdk";

type Written = ReturnType<Writer["write"]>;
type Text = (variables: readonly WrittenVariable[], fill: Fill) => string;
/** Whether ${NAME} is replaced by whoever reads the text, or by a person before. */
type Filled = "by a program" | "by hand";

export const shellWriter: Writer = writer("env", "Environment, shell", "otel.sh", (variables) =>
  variables.map(({ name, value }) => `export ${name}=${shellValue(value)}`).join("\n"),
);

export const dotenvWriter: Writer = writer(
  "dotenv",
  "Environment, .env",
  "otel.env",
  (variables) => variables.map(({ name, value }) => `${name}=${dotenvValue(value)}`).join("\n"),
  "by hand",
);

export const composeWriter: Writer = writer("compose", "Docker Compose", "compose.otel.yaml", (variables) =>
  [
    "services:",
    "  app:",
    "    environment:",
    ...variables.map(({ name, value }) => `      ${name}: ${yamlValue(value)}`),
  ].join("\n"),
);

export const kubernetesWriter: Writer = writer("kubernetes", "Kubernetes", "otel.yaml", kubernetesText, "by hand");

function writer(
  format: Writer["format"],
  label: string,
  fileName: string,
  text: Text,
  filled: Filled = "by a program",
): Writer {
  return { format, label, fileName, write: (destination, fill) => written(destination, fill, text, filled) };
}

function written(destination: ProbedDestination, fill: Fill, text: Text, filled: Filled): Written {
  const { variables, fill: more } = writtenVariables(destination);
  const asked = askedIn(variables.map(({ value }) => value).join("\n"), [...fill, ...more]);
  const isEncoded = variables.some(({ name, value }) => name.endsWith("_HEADERS") && holesIn(value).length > 0);
  const head = [
    ...asked.map(
      ({ name, words }) => `${filled === "by hand" ? `Fill in ${holeText(name)}` : `Set ${name}`}: ${words}`,
    ),
    ...(isEncoded ? ["In headers a space is %20, a comma %2C, a percent sign %25"] : []),
  ].map(shellComment);
  const whole = [...head, text(variables, asked)].join("\n");
  return { text: `${whole}\n`, left: leftBySdk(destination), fill: more };
}
