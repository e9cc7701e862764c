import { expect, test } from "vitest";
import type { CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import { capabilityMarkdown } from "./capability-markdown";
import { tableOf } from "./capability-table";

const row = (more: Partial<CapabilityRow>): CapabilityRow => ({
  ...{ number: 1, of: 4, aspect: "settings", what: "As it is set", signal: "traces" },
  ...{ transport: "http", encoding: "protobuf", compression: "gzip" },
  ...{ verdict: "accepted", evidence: "HTTP 200", durationMs: 1 },
  ...more,
});
const rows: CapabilityRow[] = [
  row({}),
  row({ signal: "logs" }),
  row({
    aspect: "encoding",
    what: "JSON",
    verdict: "refused",
    evidence: "HTTP 415: a | b\n`c` <i>https://evil.example</i>",
  }),
  row({ aspect: "size", what: "Batch of 32 KiB", bytes: 32_768, signal: "traces" }),
  row({ aspect: "size", what: "Batch of 16 KiB", bytes: 16_384, signal: "logs" }),
];
const summary: CapabilitySummary = {
  ...{ id: "r", startedAt: "2026-11-21T12:00:00.000Z", durationMs: 1, requests: 5, ended: "complete", reason: null },
  ...{
    batches: [],
    findings: [{ aspect: "encoding", signals: ["traces"], text: "Traces: JSON is not accepted.", fix: null }],
  },
};

test("a column for each signal that was tried, sizes in order, what was not tried left empty", () => {
  const { columns, groups } = tableOf(rows);
  expect(columns).toEqual(["traces", "logs"]);
  expect(groups.map(({ label, lines }) => [label, lines.map(({ what }) => what)])).toEqual([
    ["Saved settings", ["As it is set"]],
    ["Encoding", ["JSON"]],
    ["Batch size", ["Batch of 16 KiB", "Batch of 32 KiB"]],
  ]);
});

test("as Markdown each line is one row of a table, whatever the server said", () => {
  const text = capabilityMarkdown("My | place", rows, summary);
  const table = text.split("\n").filter((line) => line.startsWith("|"));
  expect(table).toHaveLength(2 + 4);
  expect(table[2]).toBe("| Saved settings | As it is set | Accepted | Accepted | `HTTP 200` |");
  expect(table[3]).toContain("| Refused |  | Traces: ``HTTP 415: a \\| b `c` <i>https://evil.example</i>`` |");
  expect(text).toContain("- Traces: JSON is not accepted.");
  expect(text).toContain("# What My \\| place accepts");
});

test("what was cancelled says so", () => {
  expect(capabilityMarkdown("One", rows, null)).toContain("Cancelled before its end.");
});
