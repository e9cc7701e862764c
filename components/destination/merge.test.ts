import { expect, test } from "vitest";
import { withDefaults } from "#lib/destination/resolve";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import { compareFields, mergeFields } from "./merge";

const key = { name: "api-key", value: null, secret: true };
const was: SavedDestination = {
  ...withDefaults({
    name: "Shared",
    connection: { transport: "http", endpoint: "http://127.0.0.1:4318", headers: [key] },
    signals: { traces: { enabled: true }, metrics: { enabled: true } },
  }),
  id: "7d3f4c1e-0000-4000-8000-000000000000",
  revision: 1,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  updatedBy: { kind: "user", name: "ada@example.com" },
  provisioned: null,
  resolved: {},
};

function change(edit: (destination: SavedDestination) => void): SavedDestination {
  const changed = structuredClone(was);
  edit(changed);
  return changed;
}

const theirs = change((theirs) => {
  theirs.revision = 2;
  if (theirs.connection) theirs.connection.endpoint = "http://127.0.0.1:14318";
});

test("what only one side changed is suggested from that side, with what it was before", () => {
  const yours = change((yours) => {
    yours.name = "Shared by two";
  });
  expect(compareFields(was, theirs, yours)).toEqual([
    expect.objectContaining({
      path: "/name",
      theirs: "Shared",
      yours: "Shared by two",
      was: "Shared",
      suggested: "yours",
    }),
    expect.objectContaining({
      path: "/connection/endpoint",
      theirs: "http://127.0.0.1:14318",
      yours: "http://127.0.0.1:4318",
      was: "http://127.0.0.1:4318",
      suggested: "theirs",
    }),
  ]);
});

test("a field that both changed is suggested as yours, and shows both beside what it was", () => {
  const yours = change((yours) => {
    if (yours.connection) yours.connection.endpoint = "http://127.0.0.1:24318";
  });
  expect(compareFields(was, theirs, yours)).toMatchObject([
    { path: "/connection/endpoint", was: "http://127.0.0.1:4318", suggested: "yours" },
  ]);
});

test("a merge takes the chosen side of each field and nothing else of yours", () => {
  const yours: Destination = change((yours) => {
    yours.name = "Shared by two";
    if (yours.connection) yours.connection.endpoint = "http://127.0.0.1:24318";
  });
  const merged = mergeFields(
    theirs,
    yours,
    new Map([
      ["/name", "yours"],
      ["/connection/endpoint", "theirs"],
    ]),
  );
  expect(merged).toMatchObject({ name: "Shared by two", connection: { endpoint: "http://127.0.0.1:14318" } });
});

test("a list of which one row is yours is yours as a whole, and the merge leaves both sides as they were", () => {
  const yours: Destination = change((yours) => {
    if (yours.connection) yours.connection.headers = [{ name: "x-scope", value: "a", secret: false }, key];
  });
  const before = structuredClone([theirs, yours]);
  const path = compareFields(was, theirs, yours).find((field) => field.path.includes("/headers/"))?.path ?? "";
  const merged = mergeFields(theirs, yours, new Map([[path, "yours"]]));
  expect(merged.connection?.headers).toEqual([{ name: "x-scope", value: "a", secret: false }, key]);
  expect([theirs, yours]).toEqual(before);
});

test("what yours removed is removed, and a parent that theirs lacks is made", () => {
  const withOwn = change((withOwn) => {
    withOwn.signals.traces = { enabled: true, connection: { endpoint: "http://127.0.0.1:9/v1/traces" } };
  });
  const removed = mergeFields(withOwn, was, new Map([["/signals/traces/connection", "yours"]]));
  expect(removed.signals.traces).not.toHaveProperty("connection");
  const added = mergeFields(was, withOwn, new Map([["/signals/traces/connection/endpoint", "yours"]]));
  expect(added.signals.traces?.connection).toEqual({ endpoint: "http://127.0.0.1:9/v1/traces" });
});
