import { expect, test } from "vitest";
import { firstOf, rowOf, withOthers } from "#components/destination/listed";
import type { SavedDestination } from "#lib/destination/schema";
import type { State } from "#lib/destination/status";

const at = "2026-11-22T00:00:00.000Z";

function saved(index: number): SavedDestination {
  return {
    ...{
      id: `d${index}`,
      name: `Destination ${index}`,
      enabled: true,
      revision: 1,
      createdAt: at,
      provisioned: null,
      updatedAt: at,
    },
    updatedBy: { kind: "user", name: "ana@example.com" },
    sources: [],
    queue: { maxBytes: 1, maxAgeMs: 1, whenFull: "drop_oldest" },
    labels: {},
    connection: { transport: "http", endpoint: `http://host-${index}:4318` },
    signals: { traces: { enabled: true } },
    resolved: { traces: `http://host-${index}:4318/v1/traces` },
  };
}

const hundred = Array.from({ length: 100 }, (_, index) => saved(index));
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

test("what needs attention is on the first page wherever it stands, the worst first, then the order in which they were made", () => {
  const states = new Map<string, State>([
    ["d50", "retrying"],
    ["d99", "refused"],
    ["d3", "paused"],
  ]);
  const first = ids(firstOf(hundred, states, ""));
  expect(first.slice(0, 4)).toEqual(["d99", "d50", "d0", "d1"]);
  expect(first).toHaveLength(25);
});

test("a search goes over all of a long list, by name and by host, and is drawn without the engine too", () => {
  expect(ids(firstOf(hundred, null, "host-99"))).toEqual(["d99"]);
  expect(ids(firstOf(hundred, null, "destination 98"))).toEqual(["d98"]);
  expect(firstOf(hundred, null, "loki")).toEqual([]);
});

test("a list of one page comes whole, whatever is searched: the browser has no others to ask for", () => {
  expect(firstOf(hundred.slice(0, 25), null, "host-7")).toHaveLength(25);
});

test("the whole list has each destination once, in its own order, as the server drew it last", () => {
  const all = hundred.map((one) => rowOf(one, null));
  const drawn = [rowOf({ ...saved(99), name: "Renamed" }, null), rowOf(saved(100), null)];
  const rows = withOthers(drawn, all);
  expect(ids(rows)).toEqual([...ids(all), "d100"]);
  expect(rows[99]?.name).toBe("Renamed");
  expect(withOthers(drawn, null)).toBe(drawn);
});
