// What is said of authentication beyond a header: by its own fields, and by where it is sent. No message holds a value.
import { describe, expect, test } from "vitest";
import { scopeOfHost } from "#lib/destination/aws-endpoint";
import { checkDestination } from "#lib/destination/check";
import { hostCredentialProblems } from "#lib/destination/check-signing";
import { applyFix } from "#lib/destination/fix";
import { hintsOf } from "#lib/destination/hint";
import type { Auth, Connection, ProbedDestination } from "#lib/destination/schema";

const probed = (connection: Connection): ProbedDestination => ({ connection, signals: { traces: { enabled: true } } });
const aws = "https://xray.us-east-1.amazonaws.com";
const to = (auth: Auth, endpoint = aws, more: Connection = {}) =>
  probed({ transport: "http", endpoint, auth, ...more });
const told = (destination: ProbedDestination) =>
  checkDestination(destination).map(({ path, message }) => `${path.replace("/connection/auth/", "")}: ${message}`);

const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const sigv4 = { type: "sigv4", credentials: "static", ...keys } as const;
const oauth2 = { type: "oauth2", tokenUrl: "https://login.test/token", clientId: "id", clientSecret: "s" } as const;
const pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
const file = (more: object = {}) => JSON.stringify({ client_email: "a@b", private_key: pem, ...more });

describe("what is right", () => {
  test.each<[string, ProbedDestination]>([
    ["keys for an AWS endpoint that tells region and service", to(sigv4)],
    ["temporary keys and a region of their own", to({ ...sigv4, region: "eu-west-1", sessionToken: "token" })],
    ["saved keys", to({ ...sigv4, secretAccessKey: null, sessionToken: null })],
    ["the credentials of this host", to({ type: "sigv4", credentials: "host" })],
    [
      "region and service for a host that does not tell them",
      to({ ...sigv4, region: "r", service: "s" }, "http://a:1"),
    ],
    ["a client", to(oauth2)],
    ["a client with everything", to({ ...oauth2, scopes: ["a/.default", "b"], audience: "x", clientAuth: "post" })],
    ["a token server nearby, in plain text", to({ ...oauth2, tokenUrl: "http://127.0.0.1:8080/token" })],
    ["a key file", to({ type: "google", serviceAccount: file() })],
    ["a saved key file", to({ type: "google", serviceAccount: null })],
  ])("%s", (_what, destination) => expect(told(destination)).toEqual([]));
});

describe("what is wrong, at its field", () => {
  test.each<[string[], Auth]>([
    [
      ["accessKeyId: Enter the access key ID", "secretAccessKey: Enter the secret access key"],
      { type: "sigv4", credentials: "static" },
    ],
    [["secretAccessKey: Enter the secret access key"], { ...sigv4, secretAccessKey: " " }],
    [["accessKeyId: Leave the key out: the credentials of this host are used"], { ...sigv4, credentials: "host" }],
    [
      ["tokenUrl: Enter the token URL", "clientId: Enter the client ID", "clientSecret: Enter the client secret"],
      { ...oauth2, tokenUrl: "", clientId: "", clientSecret: "" },
    ],
    [
      ["tokenUrl: Enter the token URL whole, for example https://login.example.com/oauth2/token"],
      { ...oauth2, tokenUrl: "login.test/token" },
    ],
    [
      ["tokenUrl: Enter the token URL whole, for example https://login.example.com/oauth2/token"],
      { ...oauth2, tokenUrl: "https://user:pass@login.test/" },
    ],
    [["scopes: Write scopes without quotes, separated by spaces"], { ...oauth2, scopes: ['"a"'] }],
    [
      ["serviceAccount: Paste the whole key file: JSON from { to } with client_email and private_key"],
      { type: "google", serviceAccount: "{" },
    ],
    [
      ["serviceAccount: The private_key in this file is no PEM key"],
      { type: "google", serviceAccount: file({ private_key: "AAAA" }) },
    ],
    [
      ["serviceAccount: The token_uri in this file is no https:// URL"],
      { type: "google", serviceAccount: file({ token_uri: "http://a.example/" }) },
    ],
  ])("%j", (messages, auth) => expect(told(to(auth))).toEqual(messages));

  test("a token URL in plain text to a public host is repaired by one click", () => {
    const destination = to({ ...oauth2, tokenUrl: "http://login.example.com/token" });
    const [problem] = checkDestination(destination);
    expect(problem?.message).toBe("Use https:// for the token URL: the client secret goes there");
    expect(told(applyFix(destination, problem?.fix ?? { label: "", changes: [] }))).toEqual([]);
  });

  test("SigV4 over gRPC: AWS takes none; the switch to HTTP leads to a right destination", () => {
    const destination = to(sigv4, "xray.us-east-1.amazonaws.com:443", { transport: "grpc" });
    const [problem] = checkDestination(destination);
    expect(problem?.message).toBe("SigV4 is for HTTP: AWS's OTLP endpoints take no gRPC");
    const fixed = applyFix(destination, problem?.fix ?? { label: "", changes: [] });
    expect([told(fixed), fixed.connection?.transport]).toEqual([[], "http"]);
  });

  test("a host that tells neither region nor service, and is not AWS's", () => {
    const message = (what: string) => `Enter the ${what}: the endpoint's host does not tell it`;
    expect(told(to({ type: "sigv4", credentials: "host" }, "https://otlp.example.com"))).toEqual([
      `region: ${message("region")}`,
      `service: ${message("service")}`,
      "credentials: The credentials of this host are for amazonaws.com only: enter static keys",
    ]);
    expect(
      told(to({ type: "sigv4", credentials: "host" }, "https://xray.us-east-1.amazonaws.com.evil.test")),
    ).toContain("credentials: The credentials of this host are for amazonaws.com only: enter static keys");
  });

  test("where this host's credentials are not switched on, the field says which variable does it", () => {
    expect(hostCredentialProblems(to({ type: "sigv4", credentials: "host" }), ["traces"])).toMatchObject([
      { path: "/connection/auth/credentials", message: expect.stringContaining("OUTSPAN_AWS_HOST_CREDENTIALS=on") },
    ]);
    expect(hostCredentialProblems(to(sigv4), ["traces"])).toEqual([]);
  });
});

test.each([
  ["xray.us-east-1.amazonaws.com", "us-east-1", "xray"],
  ["logs.eu-central-1.amazonaws.com", "eu-central-1", "logs"],
  ["monitoring.us-gov-west-1.amazonaws.com", "us-gov-west-1", "monitoring"],
  ["xray-fips.us-west-2.amazonaws.com", "us-west-2", "xray"],
  ["logs.cn-north-1.amazonaws.com.cn", "cn-north-1", "logs"],
  ["pipeline-abc.us-east-1.osis.amazonaws.com", "us-east-1", "osis"],
  ["vpce-0a1b.xray.us-east-1.vpce.amazonaws.com", "us-east-1", "xray"],
  ["aps-workspaces.us-east-1.amazonaws.com", "us-east-1", "aps"],
  ["otlp.example.com", null, null],
  ["xray.us-east-1.amazonaws.com.evil.test", null, null],
])("%s is signed for %s, %s", (host, region, service) => expect(scopeOfHost(host)).toEqual({ region, service }));

describe("hints", () => {
  const awsHint = (destination: ProbedDestination) =>
    hintsOf(destination).filter(({ path }) => path === "/connection/auth/type");
  test("an OTLP endpoint of AWS without authentication is offered SigV4", () => {
    const [hint] = awsHint(to({ type: "none" }));
    expect(hint?.fix?.label).toBe("Use AWS SigV4");
    const fixed = applyFix(to({ type: "none" }), hint?.fix ?? { label: "", changes: [] });
    expect([awsHint(fixed), fixed.connection?.auth?.type]).toEqual([[], "sigv4"]);
    expect(awsHint(to({ type: "bearer", token: "t" }))).toEqual([]);
    expect(awsHint(to({ type: "none" }, "https://otlp.example.com"))).toEqual([]);
  });

  test("a CA beside a plain endpoint is used where the token server speaks TLS", () => {
    const unused = (auth: Auth) =>
      hintsOf(to(auth, "http://localhost:4318", { tls: { ca: "PEM" } })).filter(({ path }) => path.endsWith("/ca"));
    expect(unused({ type: "none" })).toHaveLength(1);
    expect(unused(oauth2)).toEqual([]);
  });
});
