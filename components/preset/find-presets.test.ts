import { expect, test } from "vitest";
import type { PresetLine } from "#lib/preset/listed";
import { findPresets } from "./find-presets";

const lines: PresetLine[] = [
  { id: "grafana-cloud", name: "Grafana Cloud", mark: "GC", kind: "hosted", featured: 1, line: "HTTP" },
  { id: "grafana-loki", name: "Loki", mark: "LO", kind: "own", featured: 7, line: "Logs only" },
];
const found = (search: string) => findPresets(lines, search).map(({ id }) => id);

test("A backend is found by its name, by who makes it and by what it takes, in any case and order", () => {
  expect(found("")).toHaveLength(2);
  expect(found("  CLOUD grafana ")).toEqual(["grafana-cloud"]);
  expect(found("grafana")).toHaveLength(2);
  expect(found("logs")).toEqual(["grafana-loki"]);
  expect(found("nothing")).toEqual([]);
});
