// Commands, written and read again, and parsed by a real bash. That a real curl sends them is shown in e2e.
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProbedDestination, UnfinishedDestination } from "#lib/destination/schema";
import { readSettings } from "#lib/format/read";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";
import { type Signal, signals } from "#lib/otlp/signal";

type Effect = ReturnType<typeof inEffect>;

/** Secrets are variables of other names, the body says nothing of compression, and what is about metrics or off is not in a request. */
function sent(effects: readonly Effect[]): unknown {
  const of = (signal: Signal) => effects.map((one) => one.signals[signal]).find((one) => one !== null) ?? null;
  const requests = signals.map((signal) => {
    const { compression: _, tls, ...rest } = of(signal) ?? { compression: null, tls: null };
    const isKeyed = tls?.clientCert != null && tls.clientKey !== null;
    return { ...rest, tls: { ca: tls?.ca?.trim(), clientCert: tls?.clientCert?.trim(), isKeyed } };
  });
  return JSON.parse(JSON.stringify(requests).replace(/(Bearer |Basic )[^"]*/g, "$1…"));
}

/** What a command cannot tell from another: secret values. */
function withVariables(destination: ProbedDestination): ProbedDestination {
  const text = JSON.stringify(destination, (key, value) =>
    key === "headers" && Array.isArray(value)
      ? value.map((row) => ({ ...row, value: row.secret === false ? row.value : "…" }))
      : value,
  );
  return JSON.parse(text);
}

function withoutNames(draft: UnfinishedDestination): UnfinishedDestination {
  return JSON.parse(JSON.stringify(draft).replace(/\$\{TOKEN(?:_\d+)?\}/g, "…"));
}

test("what is written is read as the same requests, and every line is understood or ignored for a reason", () => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const isOn = signals.some((signal) => destination.signals[signal]?.enabled);
      const { text = "" } = writeDestination(destination, [], "curl") ?? {};
      if (!isOn) return;
      const read = readSettings(text);
      expect(read.format).toBe("curl");
      expect(read.lines.filter(({ state }) => state === "unknown")).toEqual([]);
      const drafts = read.destinations.map((one) => inEffect(withoutNames(one)));
      expect(sent(drafts)).toEqual(sent([inEffect(withVariables(destination))]));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("a real bash takes the commands: no complaint with -n", () => {
  for (const destination of fc.sample(anyDestination, { seed: 11, numRuns: 40 })) {
    const { text = "" } = writeDestination(destination, [], "curl") ?? {};
    expect(spawnSync("bash", ["-n"], { input: text })).toMatchObject({ status: 0, stderr: Buffer.from("") });
  }
});
