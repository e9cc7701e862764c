import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { holeText } from "#lib/destination/hole";
import { effectiveConnection } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { withPlaceholders } from "#lib/format/placeholders";
import { readSettings } from "#lib/format/read";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";

/** One connection over HTTP for logs and metrics is all that Modal has words for. */
const sayable = anyDestination
  .filter(({ connection }) => connection?.transport === "http")
  .map(({ connection, signals }): ProbedDestination => {
    const { metrics } = signals;
    return {
      connection,
      signals: { metrics: { ...metrics, enabled: true, connection: undefined }, logs: { enabled: true } },
    };
  });

test("what Modal has words for is read again as the same requests; Basic as one placeholder", () => {
  fc.assert(
    fc.property(sayable, (destination) => {
      const open = withPlaceholders(destination, []).destination;
      const { text = "" } = writeDestination(destination, [], "modal") ?? {};
      const read = readSettings(text);
      expect(read.format).toBe("modal");
      const [draft] = read.destinations;
      for (const signal of ["metrics", "logs"] as const) {
        const { url, headers } = inEffect(open).signals[signal] ?? {};
        const isBasic = effectiveConnection(open, signal)?.auth.type === "basic" && headers?.authorization;
        const expected = isBasic ? { ...headers, authorization: `Basic ${holeText("BASIC_CREDENTIALS")}` } : headers;
        expect(draft && inEffect(draft).signals[signal]).toMatchObject({ url, headers: expected });
      }
      expect(read.lines.filter(({ state }) => state === "unknown")).toEqual([]);
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("the command is right for bash, names what to fill in, and holds no secret", () => {
  const destination: ProbedDestination = {
    connection: {
      transport: "http",
      endpoint: "https://otlp.nr-data.net",
      headers: [{ name: "api-key", value: "hidden" }],
    },
    signals: { logs: { enabled: true }, traces: { enabled: true } },
  };
  const { text = "", fill, left } = writeDestination(destination, [], "modal") ?? {};
  expect(spawnSync("bash", ["--norc", "-n"], { input: text }).status).toBe(0);
  expect(text).not.toContain("hidden");
  expect(fill).toEqual([{ name: "API_KEY", words: "the value of the header api-key" }]);
  expect(left).toEqual(["Traces: Modal exports logs and metrics.", "That metrics are off: Modal exports both."]);
});
