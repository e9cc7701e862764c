// What a token server must not bring into a report: what it was sent, in every form of it, and tokens that no request can carry.
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Auth } from "#lib/destination/schema";
import { destination, grpcReceiver, httpReceiver, otlpAt, probe, told } from "#lib/engine/testing/receivers";
import { clientId, clientSecret, given, refusal, tokenServer } from "#lib/engine/testing/token-server";
import type { Report, StageName } from "#lib/otlp/report";

type Of<T extends Auth["type"]> = Extract<Auth, { type: T }>;
const oauth2 = (tokenUrl: string, more: Partial<Of<"oauth2">> = {}): Of<"oauth2"> => ({
  ...{ type: "oauth2", tokenUrl, clientId, clientSecret, ...more },
});
const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const sigv4: Of<"sigv4"> = { type: "sigv4", region: "us-east-1", service: "xray", credentials: "static", ...keys };

const stageOf = (report: Report, name: StageName) => report.stages.find(({ stage }) => stage === name);

describe("what is never told", () => {
  test("R3.10 the header and the form a client sent, in title, summary and evidence, whatever the server makes of them", async () => {
    const { port } = await httpReceiver(otlpAt());
    const odd = "Qz8~kd-92_x.Lm!0a~Bv-7R_ty.W3~";
    for (const clientAuth of ["basic", "post"] as const) {
      const tokens = await tokenServer();
      const auth = oauth2(tokens.url, { clientSecret: odd, clientAuth });
      const sentIn = ({ headers, form }: (typeof tokens.grants)[number]) =>
        clientAuth === "basic" ? (headers.authorization ?? "").slice(6) : String(form);
      for (const reply of [
        (sent: string) => refusal(400, sent),
        (sent: string) => refusal(401, "invalid_client", `you sent ${sent}`),
        (sent: string) => refusal(401, "invalid_client", `${decodeURIComponent(sent)} ${Buffer.from(sent, "base64")}`),
        (sent: string) => ({ status: 200, type: `x/${sent}`, body: "hi" }),
      ]) {
        tokens.instead = (grant) => reply(sentIn(grant));
        const text = JSON.stringify(await probe(destination(`http://127.0.0.1:${port}`, { auth })));
        const sent = sentIn(tokens.grants.at(-1) ?? { headers: {}, form: new URLSearchParams(), path: "" });
        const piecesOf = (form: string) => Array.from(form, (_, at) => form.slice(at, at + 12)).slice(0, -11);
        const secretPart = clientAuth === "basic" ? sent : (sent.split("client_secret=")[1] ?? "").split("&")[0];
        const pieces = [odd, secretPart ?? ""].flatMap(piecesOf);
        expect(pieces.length).toBeGreaterThan(20);
        expect(pieces.filter((piece) => text.includes(piece))).toEqual([]);
        expect(text).toContain("[hidden]");
      }
    }
  });

  test("R3.10 the assertion of a service account, whole or in part: it is as good as the key for an hour", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const tokens = await tokenServer();
    const { port } = await httpReceiver(otlpAt());
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    const serviceAccount = JSON.stringify({ client_email: "a@b", private_key: pem, token_uri: tokens.url });
    const auth: Auth = { type: "google", serviceAccount };
    for (const part of [undefined, 0, 1, 2]) {
      tokens.instead = ({ form }) => {
        const assertion = form.get("assertion") ?? "";
        const said = part === undefined ? assertion : (assertion.split(".")[part] ?? "");
        return refusal(400, "invalid_grant", `Bad assertion: ${said}`);
      };
      const text = JSON.stringify(await probe(destination(`http://127.0.0.1:${port}`, { auth })));
      expect(text).toContain("Bad assertion: [hidden]");
      for (const one of tokens.grants.at(-1)?.form.get("assertion")?.split(".") ?? []) {
        expect(text).not.toContain(one.slice(0, 20));
        expect(text).not.toContain(one.slice(-20));
      }
    }
  });

  test("R3.10 signature, secret key and session token of SigV4", async () => {
    const { port } = await httpReceiver(({ headers }) => ({
      status: 403,
      type: "text/plain",
      body: `not with ${headers.authorization} ${headers["x-amz-security-token"]} ${keys.secretAccessKey}`,
    }));
    const auth = { ...sigv4, sessionToken: "session-token-123456789" };
    const text = JSON.stringify(await probe(destination(`http://127.0.0.1:${port}`, { auth })));
    expect(text).toMatch(/Signature=\[hidden\] \[hidden\] \[hidden\]|Signature=\[hidden\]/);
    expect(text).not.toMatch(/Signature=[0-9a-f]/);
    expect(text).not.toContain("session-token");
    expect(text).not.toContain("wJalr");
  });
});

describe("a token that cannot be sent", () => {
  test.each(["http", "grpc"] as const)("is the token server's failure and no word about %s", async (transport) => {
    const tokens = await tokenServer();
    const { port } = transport === "grpc" ? await grpcReceiver() : await httpReceiver(otlpAt());
    for (const token of ["abcdefgh\r\nX-Evil: 1", "tök€n-tök€n", "ess", "y".repeat(60_000)]) {
      tokens.instead = () => given(token, 60);
      const probed = destination(`http://127.0.0.1:${port}`, { transport, auth: oauth2(tokens.url) });
      const report = await probe(probed);
      expect(told(report)).toEqual(["token.not_a_token_endpoint certain traces,metrics,logs: no fix"]);
      expect(report.diagnosis[0]?.title).toMatch(/^The token URL answers with no token that can be sent: a token /);
      expect(JSON.stringify(report)).not.toContain("yyyyyyyy");
    }
  });
});

test("a life beyond a day is told as that", async () => {
  const tokens = await tokenServer();
  tokens.expiresInS = 1e308;
  const { port } = await httpReceiver(otlpAt());
  const report = await probe(destination(`http://127.0.0.1:${port}`, { auth: oauth2(tokens.url) }));
  expect(stageOf(report, "token")).toMatchObject({
    summary: expect.stringMatching(/, good for a day or more$/),
    evidence: { expiresInSeconds: Number.MAX_SAFE_INTEGER },
  });
});
