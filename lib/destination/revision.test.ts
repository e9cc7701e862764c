import { expect, test } from "vitest";
import { compareRevisions, describeRestoration, restoredFrom, withEntered } from "#lib/destination/revision";
import type { Destination } from "#lib/destination/schema";
import { enteredSecrets } from "#lib/destination/secrets";

const at = (endpoint: string, key: string | null, more: Partial<Destination> = {}): Destination => ({
  name: "New Relic EU",
  connection: { transport: "http", endpoint, headers: [{ name: "api-key", value: key }] },
  signals: { traces: { enabled: true } },
  ...more,
});
const path = "/connection/headers/0/value";
const apiKey = JSON.stringify(["shared", "header", "api-key", 0]);

test("a restored revision gets the value that is saved now, where it goes to the same place: a rotated key stays rotated", () => {
  const { destination, toEnter } = restoredFrom(at("https://a.example/x", null), at("https://a.example/y", "new"), {});
  expect(destination.connection?.headers).toEqual([{ name: "api-key", value: "new" }]);
  expect(toEnter).toEqual([]);
});

test("no value travels to another host, authority or proxy: it is asked for at its field", () => {
  const current = at("https://eu.example", "secret");
  expect(restoredFrom(at("https://us.example", null), current, {}).toEnter).toMatchObject([
    { path, code: "secret.enter_again", message: expect.stringContaining("eu.example") },
  ]);
  const skipping = at("https://eu.example", null);
  skipping.connection = { ...skipping.connection, tls: { skipVerify: true } };
  const { destination, toEnter } = restoredFrom(skipping, current, {});
  expect(toEnter).toMatchObject([{ path }]);
  expect(JSON.stringify(destination)).not.toContain('secret"');
});

test("a value that is given with the restore is taken, one for no place of the revision is a problem", () => {
  const old = at("https://us.example", null);
  const given = {
    secrets: [
      { path, value: "typed" },
      { path: "/connection/endpoint", value: "https://evil.example" },
    ],
  };
  const { destination, toEnter, strange } = restoredFrom(old, at("https://eu.example", "secret"), given);
  expect(destination).toEqual(at("https://us.example", "typed"));
  expect(toEnter).toEqual([]);
  expect(strange).toMatchObject([{ path: "/secrets/1/path" }]);
});

test("what restoring changes is told from the current revision on, with the host of each value to enter", () => {
  const told = describeRestoration(at("https://otlp.nr-data.net", null), at("https://otlp.eu01.nr-data.net", "secret"));
  expect(told).toMatchObject({
    items: [
      { label: "Endpoint", from: "https://otlp.eu01.nr-data.net", to: "https://otlp.nr-data.net" },
      { label: "Header api-key", from: "saved for otlp.eu01.nr-data.net:443", to: "to be entered again" },
    ],
    secrets: [{ path, host: "otlp.nr-data.net:443", savedFor: "otlp.eu01.nr-data.net:443" }],
  });
  const same = describeRestoration(at("https://a.example", null), at("https://a.example", "secret"));
  expect(same.items).toEqual([]);
  expect(told.unchanged).toBe(same.unchanged - 2);
});

test("between two revisions a secret reads changed exactly where a value was entered between them", () => {
  const one = at("https://a.example", null);
  const words = (a: Record<string, number>, b: Record<string, number>) =>
    compareRevisions(withEntered(one, a), withEntered(one, b)).items.map(({ label, from, to }) => [label, from, to]);
  expect(words({ [apiKey]: 1 }, { [apiKey]: 1 })).toEqual([]);
  expect(words({}, {})).toEqual([]);
  expect(words({}, { [apiKey]: 4 })).toEqual([["Header api-key", "saved", "changed"]]);
});

test("the first revision is told as all that it set", () => {
  const { items, unchanged } = compareRevisions(null, at("https://a.example", null));
  expect(items).toContainEqual({ path: "/name", label: "Name", from: null, to: "New Relic EU" });
  expect(items).toContainEqual({ path, label: "Header api-key", from: null, to: "saved" });
  expect(items.every(({ from }) => from === null || from === "off")).toBe(true);
  expect(unchanged).toBeLessThanOrEqual(3);
});

test("a secret counts as entered where its value is another one, or none was secret there", () => {
  expect(enteredSecrets(at("https://a", "x"), at("https://b", "x"))).toEqual({ [apiKey]: false });
  expect(enteredSecrets(at("https://a", "y"), at("https://a", "x"))).toEqual({ [apiKey]: true });
  expect(enteredSecrets(at("https://a", "x"), null)).toEqual({ [apiKey]: true });
});
