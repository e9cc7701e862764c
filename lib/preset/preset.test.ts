// The data file as a whole: every record has the shape, and everything it names exists.
import { expect, test } from "vitest";
import * as z from "zod";
import { resolveEndpoint } from "#lib/destination/endpoint";
import { signals } from "#lib/otlp/signal";
import { Preset } from "#lib/preset/preset";
import records from "#lib/preset/presets.json" with { type: "json" };
import { presetOf, presets } from "#lib/preset/records";
import { exampleValues } from "#lib/preset/testing/example-values";

const usedIn = (part: unknown) => [...JSON.stringify(part).matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

test("66 records have the shape of a preset; ids, names and places are each there once", () => {
  const read = z.array(Preset).parse(records);
  expect(read).toHaveLength(66);
  for (const key of ["id", "name"] as const) expect(new Set(read.map((one) => one[key])).size).toBe(66);
  for (const kind of ["hosted", "own"] as const) {
    const places = read.filter((one) => one.kind === kind).flatMap(({ featured }) => featured ?? []);
    expect(places.toSorted((a, b) => a - b)).toEqual(places.map((_, index) => index + 1));
  }
  expect(presetOf("no-such-backend")).toBeNull();
});

test.each(presets().map((preset) => [preset.id, preset] as const))(
  "%s declares each variable it uses, and uses each",
  (_, preset) => {
    const { variables, endpoints, auth, headers, keyUrl, resourceAttributes } = preset;
    const used = new Set(usedIn([endpoints, auth, headers, keyUrl, resourceAttributes]));
    const declared = variables.map(({ name }) => name);
    expect(declared).toEqual([...new Set(declared)]);
    expect([...used].filter((name) => !declared.includes(name))).toEqual([]);
    expect(declared.filter((name) => name !== "plan" && !used.has(name))).toEqual([]);
    const plans = new Set(variables.find(({ name }) => name === "plan")?.options?.map(({ value }) => value));
    for (const part of [...variables, ...endpoints, ...(auth ?? []), ...(headers ?? [])]) {
      expect((part.plans ?? []).filter((plan) => !plans.has(plan))).toEqual([]);
    }
  },
);

test.each(presets().map((preset) => [preset.id, preset] as const))(
  "%s: every endpoint leads to a target, with a value for each header",
  (_, preset) => {
    const values = exampleValues(preset);
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? "");
    for (const { transport, base, plans, ...own } of preset.endpoints) {
      for (const signal of signals) {
        const text = base ?? own[signal];
        if (text === undefined) continue;
        const kind = base === undefined ? ("own" as const) : ("base" as const);
        const { problems } = resolveEndpoint({
          transport,
          endpoint: fill(text),
          kind,
          signal,
          path: "/connection/endpoint",
        });
        expect(problems, `${plans ?? ""} ${text}`).toEqual([]);
      }
    }
    for (const { name, value } of preset.headers ?? []) expect(fill(value), name).not.toBe("");
  },
);

test("A form that a key is checked for is a regular expression that a sentence does not meet", () => {
  for (const { id, variables } of presets()) {
    for (const { name, check } of variables) {
      if (check === undefined) continue;
      expect(new RegExp(check.pattern).test("Paste your: key here!"), `${id} ${name}`).toBe(false);
      expect(check.says).not.toBe("");
    }
  }
});
