import { expect, test } from "vitest";
import { wantsSource } from "#lib/engine/sources/source-user";
import { sourceUsers } from "#lib/engine/sources/source-users";

test("a destination as it was written has its defaults: the source otlp alone, metrics each minute, absent signals off", () => {
  const configured = [{ id: "d1", destination: { signals: { metrics: { enabled: true } } } }];
  const [user] = sourceUsers(configured);
  expect(user).toMatchObject({
    id: "d1",
    enabled: true,
    sources: ["otlp"],
    signals: {
      traces: { enabled: false },
      metrics: { enabled: true, temporality: "cumulative", intervalMs: 60_000, histograms: "explicit" },
    },
  });
  expect(sourceUsers(configured)).toBe(sourceUsers(configured));
});

test("nothing of a connection goes along: those who keep this keep no secret", () => {
  const auth = { type: "bearer" as const, token: "sk-secret" };
  const connection = { transport: "http" as const, endpoint: "http://127.0.0.1:1", auth };
  const signals = { traces: { enabled: true, connection }, metrics: { enabled: true, connection } };
  expect(JSON.stringify(sourceUsers([{ id: "d1", destination: { connection, signals } }]))).not.toContain("sk-secret");
});

test("a source is wanted by who is enabled, lists it, and has the signal on", () => {
  const signals = { logs: { enabled: true } };
  const users = sourceUsers([
    { id: "yes", destination: { sources: ["audit"], signals } },
    { id: "off", destination: { sources: ["audit"], signals, enabled: false } },
    { id: "not listed", destination: { sources: ["self"], signals } },
    { id: "no logs", destination: { sources: ["audit"], signals: { traces: { enabled: true } } } },
  ]);
  expect(users.filter((user) => wantsSource(user, "audit", "logs")).map(({ id }) => id)).toEqual(["yes"]);
});
