import { describe, expect, test } from "vitest";
import { originOf } from "#lib/destination/origin";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { collectSecrets, keepSecrets, maskSecrets, secretsToEnter, withSecrets } from "#lib/destination/secrets";

const stored: ProbedDestination = {
  name: "d",
  connection: {
    transport: "http",
    endpoint: "https://a.example/otlp",
    headers: [
      { name: "api-key", value: "K1" },
      { name: "X-Scope-OrgID", value: "tenant", secret: false },
    ],
    auth: { type: "basic", username: "u", password: "P1" },
    tls: { clientCert: "C", clientKey: "CK1" },
  },
  signals: {
    traces: { enabled: true },
    logs: {
      enabled: true,
      connection: { endpoint: "https://b.example/v1/logs", headers: [{ name: "token", value: "L1" }] },
    },
  },
};
const masked = maskSecrets(stored);
const shared = (fields: Connection): ProbedDestination => ({
  ...masked,
  connection: { ...masked.connection, ...fields },
});
const paths = (next: ProbedDestination, from: ProbedDestination | null = stored) =>
  keepSecrets(next, from).problems.map(({ path }) => path);
const sharedSecrets = ["/connection/headers/0/value", "/connection/auth/password", "/connection/tls/clientKey"];
const logsSecret = "/signals/logs/connection/headers/0/value";

describe("secrets are write-only", () => {
  test("every secret reads as null, what is readable stays", () => {
    const text = JSON.stringify(masked);
    for (const secret of ["K1", "P1", "CK1", "L1"]) expect(text).not.toContain(secret);
    expect(masked.connection?.headers?.[1]).toEqual({ name: "X-Scope-OrgID", value: "tenant", secret: false });
    expect(masked.connection?.auth).toEqual({ type: "basic", username: "u", password: null });
    expect(stored.connection?.headers?.[0]?.value).toBe("K1");
  });

  test("they split off for sealing and come back in place", () => {
    const { body, secrets } = collectSecrets(stored);
    expect(body).toEqual(masked);
    expect(Object.values(secrets).sort()).toEqual(["CK1", "K1", "L1", "P1"]);
    expect(withSecrets(body, secrets)).toEqual(stored);
    expect(withSecrets(body, {})).toEqual(masked);
  });
});

describe("null means keep", () => {
  test("when nothing about where it goes has changed", () => {
    expect(keepSecrets(masked, stored)).toEqual({ destination: stored, problems: [] });
  });

  test("by slot and header name in any case, wherever the row stands", () => {
    const headers = [
      { name: "new", value: "typed" },
      { name: "API-Key", value: null },
    ];
    expect(keepSecrets(shared({ headers }), stored).destination.connection?.headers?.[1]?.value).toBe("K1");
  });

  test("nothing stored, a new name, another slot or another kind: the value is asked for at the field", () => {
    expect(paths(masked, null)).toEqual([...sharedSecrets, logsSecret]);
    expect(paths(shared({ headers: [{ name: "api-key2", value: null }] }))).toEqual(["/connection/headers/0/value"]);
    expect(paths(shared({ headers: [{ name: "token", value: null }] }))).toEqual(["/connection/headers/0/value"]);
    expect(paths(shared({ auth: { type: "bearer", token: null } }))).toEqual(["/connection/auth/token"]);
    const moved = { enabled: true, connection: { headers: [{ name: "api-key", value: null }] } };
    expect(paths({ ...masked, signals: { ...masked.signals, traces: moved } })).toContain(
      "/signals/traces/connection/headers/0/value",
    );
  });

  test("a typed value needs nothing stored", () => {
    expect(keepSecrets(stored, null).problems).toEqual([]);
    expect(keepSecrets(shared({ endpoint: "https://evil.example" }), stored).destination.connection?.auth).toEqual({
      type: "basic",
      username: "u",
      password: null,
    });
  });

  test("a value that was readable is no secret, and one that is secret is not told: either way it is entered again", () => {
    expect(paths(shared({ headers: [{ name: "api-key", value: null, secret: false }] }))).toEqual([
      "/connection/headers/0/value",
    ]);
    const hidden = shared({ headers: [{ name: "X-Scope-OrgID", value: null }] });
    expect(keepSecrets(hidden, stored)).toMatchObject({
      destination: { connection: { headers: [{ value: null }] } },
      problems: [{ path: "/connection/headers/0/value", message: expect.stringMatching(/was readable/) }],
    });
    const kept = shared({ headers: [{ name: "X-Scope-OrgID", value: null, secret: false }] });
    expect(keepSecrets(kept, stored).destination.connection?.headers?.[0]?.value).toBe("tenant");
  });

  test("of two headers with one name each keeps its own", () => {
    const headers = [
      { name: "k", value: "1" },
      { name: "K", value: "2" },
    ];
    const twice = shared({ headers });
    const kept = keepSecrets(maskSecrets(twice), { ...stored, connection: { ...stored.connection, headers } });
    expect(kept.destination.connection?.headers?.map(({ value }) => value)).toEqual(["1", "2"]);
  });
});

describe("a secret is bound to every (origin, ca, skipVerify, serverName, proxy) that it is sent to", () => {
  test.each<[string, Connection]>([
    ["another host", { endpoint: "https://evil.example/otlp" }],
    ["another port", { endpoint: "https://a.example:8443/otlp" }],
    ["plain text", { endpoint: "http://a.example/otlp" }],
    ["a ca", { tls: { clientCert: "C", clientKey: null, ca: "PEM" } }],
    ["no verification", { tls: { clientCert: "C", clientKey: null, skipVerify: true } }],
    ["another server name", { tls: { clientCert: "C", clientKey: null, serverName: "evil.example" } }],
    ["a proxy", { proxy: "http://evil.example:3128" }],
  ])("%s asks for the shared secrets, not for a signal's own that it does not reach", (_what, fields) => {
    const asked = paths(shared(fields));
    expect(asked).toEqual(expect.arrayContaining(sharedSecrets));
    const isInherited = fields.tls !== undefined || fields.proxy !== undefined;
    expect(asked.includes(logsSecret)).toBe(isInherited);
  });

  test.each<[string, Connection]>([
    ["the path", { endpoint: "https://a.example/other" }],
    ["the same host in other letters, with its default port", { endpoint: "HTTPS://A.Example:443/otlp" }],
    ["the transport", { transport: "grpc", endpoint: "a.example:443" }],
    ["encoding, compression, timeout", { encoding: "json", compression: "none", timeoutMs: 1 }],
    ["verification said out loud", { tls: { clientCert: "C", clientKey: null, skipVerify: false } }],
  ])("%s changes nothing", (_what, fields) => expect(paths(shared(fields))).toEqual([]));

  test("a signal that begins to inherit a shared secret adds a binding", () => {
    const elsewhere = { enabled: true, connection: { endpoint: "https://evil.example/v1/metrics" } };
    expect(paths({ ...masked, signals: { ...masked.signals, metrics: elsewhere } })).toEqual(sharedSecrets);
    const unverified = { enabled: true, connection: { tls: { skipVerify: true } } };
    expect(paths({ ...masked, signals: { ...masked.signals, traces: unverified } })).toEqual(sharedSecrets.slice(0, 2));
    expect(paths({ ...masked, signals: { ...masked.signals, metrics: { enabled: true } } })).toEqual([]);
  });

  test("a signal that is off sends nothing: switched on later, its value is asked for again", () => {
    const off = {
      enabled: false,
      connection: { endpoint: "https://c.example/m", headers: [{ name: "k", value: "M1" }] },
    };
    const before = { ...stored, signals: { ...stored.signals, metrics: off } };
    expect(paths(maskSecrets(before), before)).toEqual([]);
    const on = maskSecrets({ ...before, signals: { ...before.signals, metrics: { ...off, enabled: true } } });
    expect(paths(on, before)).toContain("/signals/metrics/connection/headers/0/value");
  });

  test("the sentence names the host it was saved for, and never the secret", () => {
    const { problems } = keepSecrets(shared({ endpoint: "https://c.example" }), stored);
    expect(problems[0]).toMatchObject({
      code: "secret.enter_again",
      message: "Saved for a.example. The endpoint is now another host, so enter the value again.",
    });
    expect(keepSecrets(shared({ endpoint: "http://a.example" }), stored).problems[0]?.message).toBe(
      "Saved for https://a.example:443. The endpoint is now http://a.example:80, so enter the value again.",
    );
    expect(keepSecrets(shared({ proxy: "http://p:1" }), stored).problems[0]?.message).toBe(
      "Saved for a.example with other TLS or proxy settings, so enter the value again.",
    );
  });

  test("the form, which knows only that secrets are saved, judges the same", () => {
    for (const next of [masked, shared({ endpoint: "https://c.example" }), shared({ proxy: "http://p:1" })]) {
      expect(secretsToEnter(next, masked)).toEqual(keepSecrets(next, stored).problems);
    }
    expect(secretsToEnter(masked, null)).toHaveLength(4);
  });

  test("an origin has one form", () => {
    expect(originOf({ tls: true, host: "::1", port: 443 })).toBe("https://[::1]:443");
  });
});
