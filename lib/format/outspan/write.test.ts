import fc from "fast-check";
import { expect, test } from "vitest";
import { holeText } from "#lib/destination/hole";
import type { ProbedDestination } from "#lib/destination/schema";
import { withPlaceholders } from "#lib/format/placeholders";
import { readSettings } from "#lib/format/read";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";

test("what is written for the provisioning file is read as the same destination, whatever the settings are", () => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const { text = "", left } = writeDestination(destination, [], "outspan") ?? {};
      const read = readSettings(text);
      const { destination: open } = withPlaceholders(destination, []);
      expect(read.format).toBe("outspan");
      expect(read.destinations.map((draft) => inEffect(draft))).toEqual([inEffect(open)]);
      expect(read.destinations[0]?.signals).toEqual(withoutDefaults(open.signals));
      expect(read.lines.filter(({ state }) => state === "unknown")).toEqual([]);
      expect(left).toEqual([]);
    }),
    { seed: 7, numRuns: 300 },
  );
});

/** `secret: true` is what is meant without it. */
function withoutDefaults(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, one) => (key === "secret" && one === true ? undefined : one)));
}

test("keys stand in the order of the form, what Outspan sets itself stays out, secrets come from the environment", () => {
  const saved = {
    labels: { team: "mail" },
    signals: { metrics: { enabled: true, intervalMs: 15_000, temporality: "delta" } },
    connection: {
      auth: { type: "basic", username: "123", password: null },
      endpoint: "https://otlp.example.com",
      headers: [{ name: "X-Scope-OrgID", value: "a: b # c", secret: false }],
      transport: "http",
    },
    revision: 3,
    id: "0197f0a1",
    enabled: true,
    name: "Backend",
  } satisfies ProbedDestination & { id: string; revision: number };
  expect(writeDestination(saved, [], "outspan")?.text).toBe(
    [
      "# A destination for the file that OUTSPAN_CONFIG names.",
      "# Set PASSWORD in the environment: the password",
      "destinations:",
      "  - name: Backend",
      "    enabled: true",
      "    connection:",
      "      transport: http",
      "      endpoint: https://otlp.example.com",
      "      headers:",
      "        - name: X-Scope-OrgID",
      '          value: "a: b # c"',
      "          secret: false",
      "      auth:",
      "        type: basic",
      '        username: "123"',
      `        password: ${holeText("env:PASSWORD")}`,
      "    signals:",
      "      metrics:",
      "        enabled: true",
      "        temporality: delta",
      "        intervalMs: 15000",
      "    labels:",
      "      team: mail",
      "",
    ].join("\n"),
  );
});

test("a readable value that looks like a reference is written as itself", () => {
  const value = `a ${holeText("b")}`;
  const destination: ProbedDestination = {
    name: "x",
    connection: {
      transport: "http",
      endpoint: "https://otlp.example.com",
      headers: [{ name: "x-note", value, secret: false }],
    },
    signals: { traces: { enabled: true } },
  };
  expect(writeDestination(destination, [], "outspan")?.text).toContain(`value: a $${holeText("b")}\n`);
});
