// Secrets in every field that takes one: the environment, destinations of every authentication, named secrets, webhooks, keys,
// passwords, links, authenticator keys. What is told once on purpose is read here and kept out of what is searched.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { issue, makeAuthority } from "#e2e/certificates";
import type { Outspan } from "#e2e/outspan";
import { type Canary, canaryOf, newCanary } from "#e2e/security/canary";
import { type Actions, openInvitation, signIn } from "#e2e/security/sign-in";
import { totpCode, totpStep } from "#lib/auth/totp";

export type Planted = {
  canaries: Canary[];
  /** A session of an admin. */
  cookie: string;
  destinations: string[];
  /** Names and ids that pages and calls take in their addresses. */
  secretName: string;
};

export type EnvironmentCanaries = {
  environment: Record<string, string>;
  canaries: Canary[];
  apiKey: string;
  password: string;
  ingestToken: string;
};

const adminEmail = "admin@example.com";

export function environmentCanaries(issuer: string): EnvironmentCanaries {
  const [password, apiKey, ingest, oidc] = ["admin password", "API key", "ingest token", "OIDC client secret"].map(
    newCanary,
  );
  const sealingKey = randomBytes(32);
  const text = (canary: { text: string } | undefined) => canary?.text ?? "";
  return {
    environment: {
      OUTSPAN_ADMIN_EMAIL: adminEmail,
      OUTSPAN_ADMIN_PASSWORD: text(password),
      OUTSPAN_API_KEY: text(apiKey),
      OUTSPAN_INGEST_TOKEN: text(ingest),
      OUTSPAN_SECRET_KEY: sealingKey.toString("base64"),
      OUTSPAN_OIDC_ISSUER: issuer,
      OUTSPAN_OIDC_CLIENT_ID: "outspan",
      OUTSPAN_OIDC_CLIENT_SECRET: text(oidc),
      OUTSPAN_OIDC_ROLES: "viewer=*",
      https_proxy: "http://user:proxy-password@127.0.0.1:9",
    },
    canaries: [
      ...[password, apiKey, ingest, oidc].flatMap((one) => one ?? []),
      canaryOf("sealing key", sealingKey),
      canaryOf("proxy of the environment", "proxy-password"),
    ],
    ...{ apiKey: text(apiKey), password: text(password), ingestToken: text(ingest) },
  };
}

type Api = (method: string, route: string, body?: unknown, headers?: Record<string, string>) => Promise<unknown>;

/** `echo` and `token`: where everything is sent to, and what that place hands out as an access token. */
export async function plant(
  outspan: Pick<Outspan, "url">,
  actions: Actions,
  api: Api,
  { echo, password }: { echo: string; password: string },
): Promise<Planted> {
  const canaries: Canary[] = [];
  const secret = (name: string): string => {
    const canary = newCanary(name);
    canaries.push(canary);
    return canary.text;
  };
  // From here on what stands in the audit leaves Outspan too, and lies in its telemetry log.
  const exported = { connection: { transport: "http", endpoint: echo }, signals: { logs: { enabled: true } } };
  await api("POST", "/destinations", { name: "Audit", ...exported, sources: ["audit"] });
  const secretName = "canaries";
  const values = {
    "OTEL_HEADER_api-key": secret("named secret"),
    OTEL_HEADER_authorization: `Bearer ${secret("named bearer")}`,
  };
  await api("POST", "/secrets", { name: secretName, origins: [echo], values });
  const destinations: string[] = [];
  for (const [name, connection] of Object.entries(connections(echo, secret, canaries, secretName))) {
    const signals = { traces: { enabled: true }, logs: { enabled: true } };
    const made = await api("POST", "/destinations", { name, connection, signals });
    destinations.push((made as { id: string }).id);
  }
  await plantPasted(api, echo, secret);
  const url = `${echo}/hook/${secret("webhook path")}?token=${secret("webhook query")}`;
  await api("PUT", "/settings", { names: {}, webhooks: [{ name: "Echo", format: "json", url }] }, { "if-match": "*" });
  for (const role of ["viewer", "ingest"]) {
    const made = (await api("POST", "/keys", { name: `canary ${role}`, role })) as { key: string };
    canaries.push(canaryOf(`${role} key`, made.key));
  }
  const invited = (await api("POST", "/people", { email: "invited@example.com", role: "viewer" })) as { link: string };
  canaries.push(canaryOf("invitation", new URL(invited.link).searchParams.get("token") ?? ""));
  const cookie = await signIn(outspan.url, actions, adminEmail, password);
  canaries.push(canaryOf("session cookie", decodeURIComponent(cookie.split("=")[1] ?? "")));
  const two = (await api("POST", "/people", { email: "two@example.com", role: "editor" })) as { link: string };
  const person = { link: two.link, email: "two@example.com", password: secret("password of a person") };
  await plantTwoFactor(outspan.url, await openInvitation(outspan.url, actions, person), person.password, canaries);
  return { canaries, cookie, destinations, secretName };
}

/** Texts that are read and not saved: of what they hold nothing is to be found anywhere. */
async function plantPasted(api: Api, echo: string, secret: (name: string) => string): Promise<void> {
  const header = `OTEL_EXPORTER_OTLP_HEADERS=api-key=${secret("pasted header")}`;
  const texts = [
    [`OTEL_EXPORTER_OTLP_ENDPOINT=${echo}`, header, `MY_TOKEN=${secret("pasted, not understood")}`].join("\n"),
    `curl ${echo}/v1/traces -H "Authorization: Bearer ${secret("pasted bearer")}" -d @trace.json`,
    `exporters:\n  otlphttp:\n    endpoint: ${echo}\n    headers: { api-key: ${secret("pasted in YAML")} }\n   broken: [`,
  ];
  for (const text of texts) await api("POST", "/import", { text });
}

function connections(
  echo: string,
  secret: (name: string) => string,
  canaries: Canary[],
  secretName: string,
): Record<string, object> {
  const http = { transport: "http", endpoint: echo };
  const tokens = { clientId: "client", scopes: ["a"] };
  return {
    Header: { ...http, headers: [{ name: "api-key", value: secret("header") }] },
    "Header that stays away": {
      ...http,
      endpoint: `${echo}/down`,
      headers: [{ name: "dd-api-key", value: secret("header, down") }],
    },
    Bearer: { ...http, auth: { type: "bearer", token: secret("bearer") } },
    Basic: { ...http, auth: { type: "basic", username: "user", password: secret("basic password") } },
    SigV4: {
      ...http,
      auth: {
        ...{
          type: "sigv4",
          region: "eu-west-1",
          service: "xray",
          credentials: "static",
          accessKeyId: "AKIAEXAMPLEKEY",
        },
        ...{ secretAccessKey: secret("secret access key"), sessionToken: secret("session token") },
      },
    },
    "OAuth 2": {
      ...http,
      auth: { type: "oauth2", tokenUrl: `${echo}/token`, ...tokens, clientSecret: secret("client secret") },
    },
    "OAuth 2 by post": {
      ...http,
      auth: {
        type: "oauth2",
        tokenUrl: `${echo}/no-token`,
        ...tokens,
        clientAuth: "post",
        clientSecret: secret("client secret, post"),
      },
    },
    Google: { ...http, auth: { type: "google", serviceAccount: serviceAccount(echo, canaries) } },
    "Client key": { ...http, endpoint: "https://127.0.0.1:9", tls: clientKey(canaries) },
    Named: { ...http, secret: secretName },
    gRPC: { transport: "grpc", endpoint: echo, headers: [{ name: "x-key", value: secret("gRPC header") }] },
  };
}

/** Bytes of the private exponent, whose Base64 stands on one line of the file. */
function serviceAccount(echo: string, canaries: Canary[]): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  canaries.push(canaryOf("Google private key", der.subarray(480, 480 + 45)));
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  return JSON.stringify({
    ...{ type: "service_account", client_email: "a@example.com", private_key_id: "k1" },
    ...{ private_key: pem, token_uri: `${echo}/token` },
  });
}

function clientKey(canaries: Canary[]): { clientCert: string; clientKey: string } {
  const { cert, key } = issue(makeAuthority("Canary CA"), "client");
  const der = Buffer.from(key.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
  canaries.push(canaryOf("client key", der.subarray(48, 66)));
  return { clientCert: cert, clientKey: key };
}

/** Password, authenticator key and recovery codes of somebody who turned two-factor on. */
async function plantTwoFactor(url: string, cookie: string, password: string, canaries: Canary[]): Promise<void> {
  const post = async (route: string, body: object) => {
    const headers = {
      "content-type": "application/json",
      cookie,
      origin: url,
      "sec-fetch-site": "same-origin",
    };
    const response = await fetch(`${url}/api/v1${route}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${route} answered ${response.status} ${await response.text()}`);
    return response.json();
  };
  const { key } = (await post("/account/two-factor", { password })) as { key: string };
  const code = totpCode(key, totpStep(new Date()));
  const { recoveryCodes } = (await post("/account/two-factor/confirm", { code })) as { recoveryCodes: string[] };
  canaries.push(canaryOf("authenticator key", key));
  for (const [index, one] of recoveryCodes.entries()) canaries.push(canaryOf(`recovery code ${index}`, one));
}
