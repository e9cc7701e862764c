import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProbedDestination } from "#lib/destination/schema";
import { withPlaceholders } from "#lib/format/placeholders";
import { readSettings } from "#lib/format/read";
import { anyDestination } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";
import { parseConfig } from "#lib/provision/parse";

const open = "${";

/** With a variable set for each placeholder, to that very placeholder. */
function provisioned(text: string, names: readonly string[]) {
  const environment = Object.fromEntries(names.map((name) => [name, `${open}${name}}`]));
  return parseConfig("outspan.yaml", text, { environment, read: () => expect.fail("no file is named") });
}

/** `secret: true` is what is meant without it. */
function asWritten(destination: ProbedDestination): unknown {
  const text = JSON.stringify(destination, (key, one) => (key === "secret" && one === true ? undefined : one));
  return JSON.parse(text);
}

test("an exported destination is read by the provisioning file's own reader as the same one, its variables set", () => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const { text = "", fill = [] } = writeDestination(destination, [], "outspan") ?? {};
      const { parsed, problems } = provisioned(
        text,
        fill.map(({ name }) => name),
      );
      expect(problems).toEqual([]);
      expect(parsed?.config).toEqual({ destinations: [asWritten(withPlaceholders(destination, []).destination)] });
    }),
    { seed: 7, numRuns: 150 },
  );
});

test("what looks like a reference and is none comes back as itself, from provisioning and from a paste", () => {
  for (const value of [
    `a ${open}b}`,
    `${open}env:HOME}`,
    `$${open}x}`,
    `${open}file:/etc/passwd}`,
    `${open}`,
    "$",
    "$$",
  ]) {
    const destination: ProbedDestination = {
      name: "Backend",
      connection: {
        transport: "http",
        endpoint: "https://otlp.example.com",
        headers: [{ name: "x-note", value, secret: false }],
      },
      signals: { traces: { enabled: true } },
      labels: { note: value },
    };
    const { text = "", fill = [] } = writeDestination(destination, [], "outspan") ?? {};
    expect([value, fill]).toEqual([value, []]);
    expect(provisioned(text, []).parsed?.config).toEqual({ destinations: [destination] });
    const { destinations } = readSettings(text, "outspan");
    expect(destinations[0]?.connection?.headers).toEqual(destination.connection?.headers);
    expect(destinations[0]?.labels).toEqual(destination.labels);
  }
});
