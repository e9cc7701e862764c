import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, startCaller } from "#lib/api/testing/caller";
import { ChosenPreset, PresetList } from "#lib/preset/listed";
import * as one from "./presets/[id]/route";
import * as all from "./presets/route";

let caller: Caller;

beforeAll(async () => {
  caller = await startCaller();
});
afterAll(() => caller.instance.stop());

test("66 presets are listed, those that are shown first in front; one is read by its id", async () => {
  const list = PresetList.parse(await (await caller.call(all.GET, {})).json());
  expect(list.items).toHaveLength(66);
  expect(list.items.filter(({ featured }) => featured === 1).map(({ name }) => name)).toEqual([
    "Grafana Cloud",
    "OpenTelemetry Collector",
  ]);
  const chosen = ChosenPreset.parse(await (await caller.call(one.GET, { id: "datadog" })).json());
  expect(chosen.preset.name).toBe("Datadog");
  expect(chosen.patterns.every(({ id }) => id === "datadog")).toBe(true);
  expect((await caller.call(one.GET, { id: "no-such-backend" })).status).toBe(404);
});
