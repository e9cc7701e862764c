// Calls about the backends that a destination can be filled for.
import type { Call } from "#lib/api/call";
import { ChosenPreset, PresetList } from "#lib/preset/listed";

export const presetSchemas = {
  PresetList,
  ChosenPreset,
};

export const presetCalls: Call<keyof typeof presetSchemas>[] = [
  {
    method: "get",
    path: "/presets",
    summary: "Backends that a destination can be filled for",
    status: 200,
    answer: "PresetList",
    errors: [],
  },
  {
    method: "get",
    path: "/presets/{id}",
    summary: "What is known of one backend",
    status: 200,
    answer: "ChosenPreset",
    errors: [404],
  },
];
