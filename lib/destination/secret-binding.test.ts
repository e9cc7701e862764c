import * as fc from "fast-check";
import { expect, test } from "vitest";
import { connectionPath } from "#lib/destination/resolve";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { collectSecrets, keepSecrets, maskSecrets, secretsToEnter } from "#lib/destination/secrets";
import { type Signal, signals } from "#lib/otlp/signal";

// The same rule, derived a second time from the words of api.md alone.
const header = fc.record({
  name: fc.constantFrom("k", "K", "token"),
  secret: fc.constantFrom(true, undefined, false),
});
const connection = (withTransport: boolean) =>
  fc.record(
    {
      transport: fc.constant("http" as const),
      endpoint: fc.constantFrom(
        "https://a",
        "https://A:443/x",
        "http://a",
        "https://b",
        "https://[::1]:4318",
        "broken",
      ),
      headers: fc.uniqueArray(header, { maxLength: 2, selector: ({ name }) => name }),
      auth: fc.constantFrom("none", "bearer", "basic"),
      tls: fc.record(
        {
          ca: fc.constantFrom("A", "B"),
          serverName: fc.constantFrom("s"),
          skipVerify: fc.boolean(),
          key: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      proxy: fc.constantFrom("http://p:1", ""),
    },
    { requiredKeys: withTransport ? ["transport", "endpoint"] : [] },
  );
const signalSettings = fc.record({
  enabled: fc.boolean(),
  connection: fc.option(connection(false), { nil: undefined }),
});
const shape = fc.record({
  connection: connection(true),
  signals: fc.record({ traces: signalSettings, metrics: signalSettings, logs: signalSettings }),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;
type ShapedConnection = Shape["connection"] | NonNullable<Shape["signals"]["traces"]["connection"]>;

/** Fills a shape; `secret` gives the value of every place. */
function fill(from: Shape, secret: (place: string, isSecret?: boolean) => string | null): ProbedDestination {
  const filled = (slot: string, { headers, auth, tls, ...rest }: ShapedConnection): Connection => ({
    ...rest,
    ...(headers
      ? {
          headers: headers.map((row) => ({
            ...row,
            value: secret(`${slot} header ${row.name.toLowerCase()}`, row.secret !== false),
          })),
        }
      : {}),
    ...(auth === "none" ? { auth: { type: "none" } } : {}),
    ...(auth === "bearer" ? { auth: { type: "bearer", token: secret(`${slot} token`) } } : {}),
    ...(auth === "basic" ? { auth: { type: "basic", username: "u", password: secret(`${slot} password`) } } : {}),
    ...(tls ? { tls: tlsOf(slot, tls) } : {}),
  });
  const tlsOf = (slot: string, { key, ...tls }: NonNullable<Shape["connection"]["tls"]>) =>
    key ? { ...tls, clientKey: secret(`${slot} key`) } : tls;
  const one = (slot: Signal) => {
    const { enabled, connection: own } = from.signals[slot];
    return own ? { enabled, connection: filled(slot, own) } : { enabled };
  };
  return {
    connection: filled("shared", from.connection),
    signals: { traces: one("traces"), metrics: one("metrics"), logs: one("logs") },
  };
}

/** Every (secret, destination of it), as words. */
function sent(destination: ProbedDestination): Set<string> {
  const found = new Set<string>();
  for (const signal of signals) {
    const settings = destination.signals[signal];
    if (!settings?.enabled) continue;
    const used: Connection = { ...destination.connection, ...settings.connection };
    if (used.endpoint === undefined || used.endpoint === "broken") continue;
    const { protocol, hostname, port } = new URL(used.endpoint);
    const tls = used.tls ?? {};
    const where = [
      protocol,
      hostname,
      port,
      tls.ca ?? "",
      tls.skipVerify ?? false,
      tls.serverName ?? "",
      used.proxy ?? "",
    ];
    const values = [
      ...(used.headers ?? []).filter(({ secret }) => secret !== false).map(({ value }) => value),
      used.auth?.type === "bearer" ? used.auth.token : null,
      used.auth?.type === "basic" ? used.auth.password : null,
      tls.clientKey ?? null,
    ];
    for (const value of values) if (value?.startsWith("stored")) found.add(`${value} → ${where.join(" ")}`);
  }
  return found;
}

test("no write makes a stored secret reach where it did not go before, and none that changes nothing loses one", () => {
  fc.assert(
    fc.property(shape, shape, fc.infiniteStream(fc.boolean()), (from, to, chance) => {
      const before = fill(from, (place, isSecret = true) => `${isSecret ? "stored" : "readable"} ${place}`);
      const next = fill(to, () => (chance.next().value ? null : "typed"));
      const { destination, problems } = keepSecrets(next, before);
      const allowed = sent(before);
      for (const way of sent(destination)) expect(allowed).toContain(way);
      const asked = new Set(problems.map(({ path }) => path));
      const { secrets } = collectSecrets(destination);
      for (const path of asked) expect(secrets).not.toHaveProperty([path]);
      for (const { path } of problems)
        expect(path.startsWith(connectionPath("shared")) || path.startsWith("/signals/")).toBe(true);
      expect(secretsToEnter(next, maskSecrets(before))).toEqual(problems);
      expect(JSON.stringify(problems)).not.toContain("stored ");
      expect(keepSecrets(maskSecrets(before), before)).toEqual({ destination: before, problems: [] });
    }),
    { numRuns: 500 },
  );
});

test("a readable value that was secret is never filled in", () => {
  fc.assert(
    fc.property(shape, shape, (from, to) => {
      const before = fill(from, (place) => `stored ${place}`);
      const { destination } = keepSecrets(
        fill(to, () => null),
        before,
      );
      const secretNames = (slot: Connection | undefined) =>
        new Set((slot?.headers ?? []).filter(({ secret }) => secret !== false).map(({ name }) => name.toLowerCase()));
      const pairs = [
        [before.connection, destination.connection],
        ...signals.map((signal) => [before.signals[signal]?.connection, destination.signals[signal]?.connection]),
      ];
      for (const [old, now] of pairs) {
        for (const row of now?.headers ?? []) {
          if (row.secret === false && secretNames(old).has(row.name.toLowerCase()) && (old?.headers?.length ?? 0) < 2) {
            expect(row.value).toBeNull();
          }
        }
      }
    }),
  );
});
