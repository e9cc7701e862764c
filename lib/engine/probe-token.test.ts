// The token as a stage of its own: what a probe tells of it, what it names when there is none, and what it never tells.
import { generateKeyPairSync } from "node:crypto";
import { createServer as createProxy } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import type { Auth } from "#lib/destination/schema";
import { createAuthorizers } from "#lib/engine/authorize/authorizers";
import { awsServer } from "#lib/engine/testing/aws-server";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  grpcReceiver,
  httpReceiver,
  notPassed,
  otlpAt,
  probe,
  told,
  withItems,
} from "#lib/engine/testing/receivers";
import { clientId, clientSecret, given, refusal, tokenServer } from "#lib/engine/testing/token-server";
import type { Report, StageName } from "#lib/otlp/report";

type Of<T extends Auth["type"]> = Extract<Auth, { type: T }>;
const oauth2 = (tokenUrl: string, more: Partial<Of<"oauth2">> = {}): Of<"oauth2"> => ({
  ...{ type: "oauth2", tokenUrl, clientId, clientSecret, ...more },
});
const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const sigv4: Of<"sigv4"> = { type: "sigv4", region: "us-east-1", service: "xray", credentials: "static", ...keys };

const authority = makeAuthority("Test CA");
const pair = issue(authority, "peer", { names: ["127.0.0.1"] });

const stageOf = (report: Report, name: StageName) => report.stages.find(({ stage }) => stage === name);
const skipped = (report: Report) =>
  report.stages.filter(({ status }) => status === "skipped").map(({ stage }) => stage);

describe("a token that is given", () => {
  test("is a stage between TCP and protocol, fetched once for all signals; each signal sends one request with items", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(otlpAt());
    const report = await probe(destination(`http://127.0.0.1:${port}`, { auth: oauth2(tokens.url) }));
    expect([report.verdict, told(report)]).toEqual(["accepted", []]);
    const names = report.stages.map(({ stage }) => stage);
    expect(names.slice(0, 6)).toEqual(["settings", "dns", "tcp", "token", "protocol", "auth"]);
    expect(stageOf(report, "token")).toMatchObject({
      status: "passed",
      signals: ["traces", "metrics", "logs"],
      summary: expect.stringMatching(/^Token from 127\.0\.0\.1:\d+, good for 60 min$/),
      evidence: { status: 200, tokenType: "bearer", expiresInSeconds: 3600 },
    });
    expect(withItems(requests).map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill("Bearer access-token-number-1"),
    );
    expect(tokens.grants).toHaveLength(1);
  });

  test("comes after TLS in the report, over gRPC as well", async () => {
    const tokens = await tokenServer();
    const { port } = await httpReceiver(otlpAt(), pair);
    const tls = { ca: authority.cert };
    const report = await probe(destination(`https://127.0.0.1:${port}`, { auth: oauth2(tokens.url), tls }));
    const names = report.stages.map(({ stage }) => stage);
    expect([report.verdict, names.slice(3, 6)]).toEqual(["accepted", ["tls", "token", "protocol"]]);
    const grpc = await grpcReceiver();
    const overGrpc = { transport: "grpc", auth: oauth2(tokens.url) } as const;
    expect((await probe(destination(`http://127.0.0.1:${grpc.port}`, overGrpc))).verdict).toBe("accepted");
  });

  test("and refused with 401 is not renewed: a probe sends no item twice with credentials", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(() => ({ status: 401, type: "text/plain", body: "no" }));
    const report = await probe(destination(`http://127.0.0.1:${port}`, { auth: oauth2(tokens.url) }));
    expect(notPassed(report)).toEqual(["auth failed"]);
    expect(report.diagnosis.map(({ title }) => title)).toEqual([
      "The server refuses the token that was fetched for it: 401",
    ]);
    expect(requests.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(3);
    expect(tokens.grants).toHaveLength(1);
  });

  test("signals with credentials of their own have a token of their own", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(otlpAt());
    const probed = destination(`http://127.0.0.1:${port}`, { auth: oauth2(tokens.url) });
    probed.signals.logs = { enabled: true, connection: { auth: oauth2(tokens.url, { scopes: ["logs"] }) } };
    const report = await probe(probed);
    expect(report.verdict).toBe("accepted");
    expect(report.stages.filter(({ stage }) => stage === "token").map(({ signals }) => signals)).toEqual(
      expect.arrayContaining([["traces", "metrics"], ["logs"]]),
    );
    expect(new Set(withItems(requests).map(({ headers }) => headers.authorization)).size).toBe(2);
  });
});

describe("a token that is not given: its own diagnosis, and nothing is sent", () => {
  const failing = async (tokenUrl: string, auth: Auth = oauth2(tokenUrl)) => {
    const { port, requests } = await httpReceiver(otlpAt());
    const report = await probe(destination(`http://127.0.0.1:${port}`, { auth }));
    expect(notPassed(report)).toEqual(["token failed"]);
    expect(skipped(report)).toEqual(["protocol", "auth", "traces", "metrics", "logs"]);
    expect([report.verdict, requests]).toEqual(["failed", []]);
    return told(report);
  };
  const all = "traces,metrics,logs: no fix";

  test("a client that is not known", async () => {
    const tokens = await tokenServer();
    const auth = oauth2(tokens.url, { clientSecret: "another secret" });
    expect(await failing(tokens.url, auth)).toEqual([`token.invalid_client certain ${all}`]);
  });

  test.each([
    [refusal(400, "invalid_scope", "AADSTS70011"), "token.invalid_scope certain"],
    [refusal(400, "unsupported_grant_type"), "token.invalid_grant certain"],
    [refusal(400, "unauthorized_client"), "token.invalid_client certain"],
    [{ status: 401, type: "text/plain", body: "who?" }, "token.invalid_client likely"],
    [{ status: 404, type: "text/html", body: "<h1>Not Found</h1>" }, "token.not_a_token_endpoint certain"],
    [{ status: 200, type: "text/html", body: "<title>Sign in</title>" }, "token.not_a_token_endpoint certain"],
    [{ status: 200, body: '{"id_token":"x"}' }, "token.not_a_token_endpoint certain"],
    [{ status: 302, body: "", headers: { location: "/login" } }, "token.not_a_token_endpoint certain"],
    [{ status: 503, type: "text/plain", body: "busy" }, "token.refused likely"],
  ])("%j", async (reply, named) => {
    const tokens = await tokenServer();
    tokens.instead = () => reply;
    expect(await failing(tokens.url)).toEqual([`${named} ${all}`]);
  });

  test("a server that is down, and one whose certificate nobody trusts: which stage failed is told", async () => {
    const closed = createTcpServer();
    const port = await listen(closed);
    await new Promise((done) => closed.close(done));
    expect(await failing(`http://127.0.0.1:${port}/token`)).toEqual([`token.unreachable certain ${all}`]);
    const tokens = await tokenServer(pair);
    expect(await failing(tokens.url)).toEqual([`token.unreachable certain ${all}`]);
    expect(tokens.grants).toEqual([]);
  });

  test("the destination's authorities and its proxy are the token server's too", async () => {
    const tokens = await tokenServer(pair);
    const { port, requests } = await httpReceiver(otlpAt(), pair);
    const asked: string[] = [];
    const proxy = createProxy().on("connect", ({ url = "" }, client) => {
      asked.push(url);
      const [host, at] = url.split(":");
      const upstream = connect(Number(at), host, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
      upstream.on("error", () => client.destroy());
      client.on("error", () => upstream.destroy());
      client.pipe(upstream).pipe(client);
    });
    const via = `http://127.0.0.1:${await listen(proxy)}`;
    const more = { auth: oauth2(tokens.url), tls: { ca: authority.cert }, proxy: via };
    const report = await probe(destination(`https://127.0.0.1:${port}`, more));
    expect([report.verdict, told(report), notPassed(report)]).toEqual(["accepted", [], []]);
    expect(withItems(requests)).toHaveLength(3);
    expect(asked).toContain(new URL(tokens.url).host);
  });

  test("skipVerify is for the destination: the token server is verified all the same", async () => {
    const tokens = await tokenServer(pair);
    const { port } = await httpReceiver(otlpAt());
    const report = await probe(
      destination(`http://127.0.0.1:${port}`, { auth: oauth2(tokens.url), tls: { skipVerify: true } }),
    );
    expect(told(report)).toEqual([`token.unreachable certain ${all}`]);
  });

  test("an assertion whose time does not fit: the clock, with how far it is off", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const tokens = await tokenServer();
    const words =
      "Invalid JWT: Token must be in a reasonable timeframe. Check your iat and exp values in the JWT claim.";
    const date = new Date(Date.now() + 600_000).toUTCString();
    tokens.instead = () => ({ ...refusal(400, "invalid_grant", words), headers: { date } });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    const serviceAccount = JSON.stringify({ client_email: "a@b", private_key: pem, token_uri: tokens.url });
    expect(await failing(tokens.url, { type: "google", serviceAccount })).toEqual([`token.clock certain ${all}`]);
    tokens.instead = () => refusal(400, "invalid_grant", "Invalid grant: account not found");
    expect(await failing(tokens.url, { type: "google", serviceAccount })).toEqual([
      `token.invalid_grant certain ${all}`,
    ]);
  });
});

describe("what is never told", () => {
  test("R3.10 token and client secret, which both servers repeat", async () => {
    const tokens = await tokenServer();
    const { port } = await httpReceiver(({ headers }) => ({
      status: 403,
      type: "text/plain",
      body: `denied: ${headers.authorization}, ${Buffer.from(headers.authorization ?? "").toString("base64")}`,
      headers: { "www-authenticate": `Bearer error="${headers.authorization}"` },
    }));
    const target = `http://127.0.0.1:${port}`;
    const report = await probe(destination(target, { auth: oauth2(tokens.url) }));
    expect(notPassed(report)).toEqual(["auth failed"]);
    const text = JSON.stringify(report);
    expect(text).toContain("denied: ");
    expect(text).not.toContain("access-token-number");
    expect(text).not.toContain(Buffer.from("access-token-number-1").toString("base64").slice(0, 20));

    tokens.instead = ({ headers, form }) =>
      refusal(
        401,
        "invalid_client",
        `no ${headers.authorization} ${form} ${clientSecret} ${encodeURIComponent(clientSecret)}`,
      );
    for (const clientAuth of ["basic", "post"] as const) {
      const refused = JSON.stringify(await probe(destination(target, { auth: oauth2(tokens.url, { clientAuth }) })));
      expect(refused).toContain("invalid_client");
      expect(refused).not.toMatch(/s3cret|with\+signs|with%2Bsigns/i);
      expect(refused).not.toContain(Buffer.from(clientSecret).toString("base64").slice(2, 14));
      expect(refused).not.toContain(tokens.grants.at(-1)?.headers.authorization ?? "nothing");
    }
  });
});

describe("SigV4 in a probe", () => {
  test("static keys need no stage of their own: signed, verified, accepted", async () => {
    const { port, items } = await awsServer(keys, "us-east-1/xray");
    const report = await probe(destination(`http://127.0.0.1:${port}`, { auth: sigv4, compression: "gzip" }));
    expect([notPassed(report), report.verdict]).toEqual([[], "accepted"]);
    expect(report.stages.some(({ stage }) => stage === "token")).toBe(false);
    expect(items().map(({ error }) => error)).toEqual([null, null, null]);
  });

  test("a wrong secret is the auth stage's failure, and no form of it is told", async () => {
    const { port } = await awsServer(keys, "us-east-1/xray");
    const auth = { ...sigv4, secretAccessKey: "Wr0ngSecretAccessKeyThatNobodyKnows" };
    const report = await probe(destination(`http://127.0.0.1:${port}`, { auth }));
    expect(notPassed(report)).toContain("auth failed");
    expect(JSON.stringify(report)).not.toContain("Wr0ng");
  });

  test("credentials of this host where they are not allowed are a wrong setting; nothing is looked up", async () => {
    const auth: Auth = { type: "sigv4", credentials: "host" };
    const report = await probe(destination("https://xray.us-east-1.amazonaws.com", { auth }));
    expect(notPassed(report)).toEqual(["settings failed"]);
    expect(report.diagnosis.map(({ title }) => title).join()).toContain("OUTSPAN_AWS_HOST_CREDENTIALS=on");
  });

  test("credentials of this host sign where they are allowed, and a host without any says so", async () => {
    const { port, requests } = await awsServer(keys, "us-east-1/xray");
    const authorizers = (hostKeys: () => Promise<typeof keys>) =>
      createAuthorizers({ nowMs: Date.now, hostKeys, renewsRefused: true });
    const host = "xray.us-east-1.amazonaws.com";
    const probed = destination(`http://${host}:${port}`, { auth: { type: "sigv4", credentials: "host" } });
    const lookup = async () => [{ address: "127.0.0.1" }];
    const report = await probe(probed, { net: { lookup, authorizers: authorizers(async () => keys) } });
    expect([report.verdict, stageOf(report, "token")?.summary]).toEqual(["accepted", "Credentials of this host found"]);
    expect(requests.flatMap(({ error, body }) => (body.length > 2 ? [error] : []))).toEqual([null, null, null]);

    const none = async () =>
      Promise.reject(Object.assign(new Error("/home/me/.aws"), { name: "CredentialsProviderError" }));
    const without = await probe(probed, { net: { lookup, authorizers: authorizers(none) } });
    expect(told(without)).toEqual(["token.no_host_credentials certain traces,metrics,logs: no fix"]);
    expect(JSON.stringify(without)).not.toContain("/home/me");
  });
});

test("the stock SDK is checked with the same token", async () => {
  const tokens = await tokenServer();
  tokens.instead = () => given("only-one", 3600);
  const { port } = await httpReceiver((seen, response) =>
    seen.headers.authorization === "Bearer only-one" ? otlpAt()(seen, response) : { status: 401 },
  );
  const report = await probe(destination(`http://127.0.0.1:${port}`, { auth: oauth2(tokens.url) }), { sdk: true });
  expect(stageOf(report, "sdk")?.status).toBe("passed");
});
