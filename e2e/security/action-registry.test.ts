import { expect, test } from "vitest";
import { readActionSources } from "#e2e/security/action-sources";
import { actionNeeds, routeNeeds } from "#e2e/security/needs";
import { calls } from "#lib/api/calls";

/** Coming in and going out: a program has a key. */
const withoutCall = [
  ...["account.set-up", "account.sign-in", "account.sign-out"],
  ...["account.continue-with-oidc", "account.set-password"],
];

const sources = readActionSources();
const named = new Set(calls.flatMap(({ actions = [] }) => actions));

test("every action of a page has its call in the API, and a call names no action that does not exist", () => {
  const names = sources.map(({ name }) => name);
  expect(names.filter((name) => !named.has(name) && !withoutCall.includes(name))).toEqual([]);
  expect([...named].filter((name) => !names.includes(name))).toEqual([]);
  expect(new Set(names).size, "a name is given once").toBe(names.length);
  expect(names.length).toBeGreaterThan(10);
});

test("every action and every call stands in the table of what it asks for, and asks for just that", () => {
  const asked = sources.map(({ name, permission }) => [name, permission ?? "no permission"]);
  const declared = (name: string) => {
    const need = actionNeeds[name];
    return need === "public" || need === "account" ? "no permission" : need;
  };
  expect(asked).toEqual(sources.map(({ name }) => [name, declared(name)]));
  expect(calls.map(({ method, path }) => `${method} ${path}`).filter((call) => !(call in routeNeeds))).toEqual([]);
});
