// The secrets of SigV4, OAuth2 and Google: hidden, kept, bound to where they go, and never in what a browser stores.
import { describe, expect, test } from "vitest";
import { furtherAuth } from "#lib/destination/auth-draft";
import { connectionDraft, connectionOf } from "#lib/destination/connection-draft";
import { emptyDraft } from "#lib/destination/draft-shape";
import { withoutSecrets } from "#lib/destination/draft-storage";
import type { Auth, Connection, ProbedDestination } from "#lib/destination/schema";
import { secretField } from "#lib/destination/secret-field";
import { collectSecrets, keepSecrets, maskSecrets, withSecrets } from "#lib/destination/secrets";

const to = (auth: Auth, more: Connection = {}): ProbedDestination => ({
  connection: { transport: "http", endpoint: "https://otlp.test", auth, ...more },
  signals: { traces: { enabled: true } },
});
const sigv4 = {
  type: "sigv4",
  credentials: "static",
  accessKeyId: "AKID",
  secretAccessKey: "key",
  sessionToken: "st",
} as const;
const oauth2 = { type: "oauth2", tokenUrl: "https://login.test/token", clientId: "id", clientSecret: "cs" } as const;
const google = { type: "google", serviceAccount: '{"private_key":"pk"}' } as const;
const all: [string, Auth, Auth][] = [
  ["sigv4", sigv4, { ...sigv4, secretAccessKey: null, sessionToken: null }],
  ["oauth2", oauth2, { ...oauth2, clientSecret: null }],
  ["google", google, { ...google, serviceAccount: null }],
];
const toEnter = (next: ProbedDestination, stored: ProbedDestination) =>
  keepSecrets(next, stored).problems.map(({ path, message }) => `${path}: ${message}`);

describe.each(all)("%s", (_type, auth, masked) => {
  test("secrets read as null, and null keeps them", () => {
    expect(maskSecrets(to(auth)).connection?.auth).toEqual(masked);
    expect(keepSecrets(to(masked), to(auth))).toEqual({ destination: to(auth), problems: [] });
  });

  test("they are sealed apart from the rest, and come back", () => {
    const { body, secrets } = collectSecrets(to(auth));
    expect(body.connection?.auth).toEqual(masked);
    expect(withSecrets(body, secrets)).toEqual(to(auth));
  });

  test("null with nothing stored is to be entered", () => {
    expect(keepSecrets(to(masked), null).problems.length).toBeGreaterThan(0);
  });

  test("the form holds and gives back what it was given, saved secrets as a flag", () => {
    const connection = { auth } as Connection;
    const given = connectionOf(connectionDraft(connection), false).auth;
    expect(given).toMatchObject(auth);
    expect(connectionOf(connectionDraft({ auth: masked }), false).auth).toMatchObject(masked);
  });
});

describe("binding", () => {
  const elsewhere = { endpoint: "https://other.test" };
  test("keys of AWS and of Google are bound to the endpoint", () => {
    const { problems } = keepSecrets(to({ ...sigv4, secretAccessKey: null, sessionToken: null }, elsewhere), to(sigv4));
    expect(problems.map(({ path }) => path)).toEqual([
      "/connection/auth/secretAccessKey",
      "/connection/auth/sessionToken",
    ]);
    expect(toEnter(to({ ...google, serviceAccount: null }, elsewhere), to(google))).toEqual([
      "/connection/auth/serviceAccount: Saved for otlp.test. The endpoint is now another host, so enter the value again.",
    ]);
  });

  test("a client secret is bound to the origin of its token URL, and to where the access token goes", () => {
    const next = { ...oauth2, clientSecret: null };
    expect(toEnter(to({ ...next, tokenUrl: "https://login.test/v2/token" }), to(oauth2))).toEqual([]);
    expect(toEnter(to({ ...next, tokenUrl: "https://evil.test/token" }), to(oauth2))).toEqual([
      "/connection/auth/clientSecret: Saved for login.test. The token URL is now another host, so enter the value again.",
    ]);
    expect(toEnter(to({ ...next, tokenUrl: "https://login.test:8443/token" }), to(oauth2))).toHaveLength(1);
    expect(toEnter(to(next, elsewhere), to(oauth2))).toEqual([
      "/connection/auth/clientSecret: Saved for otlp.test. The endpoint is now another host, so enter the value again.",
    ]);
  });

  test("and to the authorities, the server name and the proxy by which both are reached", () => {
    const next = { ...oauth2, clientSecret: null };
    expect(toEnter(to(next, { tls: { ca: "PEM" } }), to(oauth2))).toHaveLength(1);
    expect(toEnter(to(next, { proxy: "http://proxy:3128" }), to(oauth2))).toHaveLength(1);
    expect(toEnter(to(next, { tls: { skipVerify: true, serverName: "x.test" } }), to(oauth2))).toHaveLength(1);
  });
});

test("every secret but a header's value is known by its field's name, and nothing else is", () => {
  const basic: Auth = { type: "basic", username: "u", password: "p" };
  const given = [...all.map(([, auth]) => auth), basic, { type: "bearer", token: "t" } as const];
  for (const auth of given) {
    const { body, secrets } = collectSecrets(to(auth, { tls: { clientKey: "k", clientCert: "c" } }));
    const open = Object.keys(body.connection?.auth ?? {}).map((name) => `/connection/auth/${name}`);
    expect(Object.keys(secrets).filter((at) => !secretField.test(at))).toEqual([]);
    expect(open.filter((at) => secretField.test(at) && secrets[at] === undefined)).toEqual([]);
  }
});

test("a browser keeps what was typed without any of these secrets", () => {
  const draft = emptyDraft();
  const typed = { secretAccessKey: "S1", sessionToken: "S2", clientSecret: "S3", serviceAccount: "S4" };
  draft.connection.auth = { ...draft.connection.auth, ...furtherAuth, ...typed, token: "S5", accessKeyId: "AKID" };
  const kept = JSON.stringify(withoutSecrets(draft));
  expect(kept).not.toMatch(/S[1-5]/);
  expect(kept).toContain("AKID");
});
