// Signatures against AWS's published test suite (aws-sig-v4-test-suite), and the bytes on the wire against a server that verifies them.
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { createAuthorizers } from "#lib/engine/authorize/authorizers";
import { signatureHeaders } from "#lib/engine/authorize/sigv4";
import { aRequest, awsServer } from "#lib/engine/testing/aws-server";
import { batch, connection, network, untilAborted } from "#lib/engine/testing/peers";
import { openChannel, wireRequest } from "#lib/engine/transport";

const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const now = new Date("2015-08-30T12:36:00Z");
const scope = { region: "us-east-1", service: "service" };
const sessionToken =
  "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
const urlencoded = { "content-type": "application/x-www-form-urlencoded" };

type Vector = { method?: string; path?: string; headers?: Record<string, string>; body?: string; session?: string };

describe("AWS's published vectors", () => {
  test.each<[string, Vector, string, string]>([
    [
      "get-vanilla",
      { method: "GET" },
      "host;x-amz-date",
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ],
    [
      "get-vanilla-query-order-key-case",
      { method: "GET", path: "/?Param2=value2&Param1=value1" },
      "host;x-amz-date",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ],
    [
      "get-unreserved",
      { method: "GET", path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" },
      "host;x-amz-date",
      "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    ],
    ["post-vanilla", {}, "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
    [
      "post-x-www-form-urlencoded",
      { headers: urlencoded, body: "Param1=value1" },
      "content-type;host;x-amz-date",
      "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ],
    [
      "post-sts-header-before",
      { session: sessionToken },
      "host;x-amz-date;x-amz-security-token",
      "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    ],
  ])("%s has the signature that AWS publishes", async (_name, vector, names, signature) => {
    const { method = "POST", path = "/", headers = {}, body = "", session } = vector;
    const bytes = { path, headers: { host: "example.amazonaws.com", ...headers }, body: Buffer.from(body) };
    const signing = { keys: { ...keys, sessionToken: session }, scope, now, method, withChecksum: false };
    const { authorization } = await signatureHeaders(bytes, signing);
    expect(authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });
});

const typed = { type: "sigv4", region: "us-east-1", service: "xray", credentials: "static", ...keys } as const;

async function sendTo(port: number, more: Partial<EffectiveConnection>, path = "/v1/traces", nowMs = Date.now) {
  const authorizers = createAuthorizers({ nowMs, hostKeys: null, renewsRefused: true });
  const route = connection({ port, path }, { auth: typed, ...more });
  const { channel } = await openChannel(route, network({}, { authorizers }), untilAborted(), () => {});
  if (channel === null) throw new Error("No channel");
  const one = batch("", { body: aRequest() });
  const exchange = await channel.exchange(wireRequest(route, one, true), untilAborted());
  channel.close();
  return exchange;
}

describe("a server that verifies from the raw request", () => {
  test("accepts the signature of the body as it is packed, with every header that was signed", async () => {
    const { port, requests } = await awsServer(keys, "us-east-1/xray");
    const headers = [{ name: "X-Tenant", value: "a  b", secret: false }];
    const { answer } = await sendTo(port, { compression: "gzip", headers });
    expect(requests[0]?.error).toBeNull();
    expect(answer?.status).toBe(200);
    expect(gunzipSync(requests[0]?.body ?? "")).toEqual(Buffer.from(aRequest()));
    expect(requests[0]?.headers.authorization).toContain("content-encoding;content-length;content-type;host;");
  });

  test("accepts a path with encoded letters and a query, signed as they are sent", async () => {
    const { port, requests } = await awsServer(keys, "us-east-1/xray");
    await sendTo(port, {}, "/a%20b/v1/tr%C3%A4ces?b=2&a=x%2Fy&a=1");
    expect(requests.map(({ error }) => error)).toEqual([null]);
  });

  test("accepts temporary keys: the session token is sent and signed", async () => {
    const { port, requests } = await awsServer({ ...keys, sessionToken }, "us-east-1/xray");
    await sendTo(port, { auth: { ...typed, sessionToken } });
    expect(requests.map(({ error }) => error)).toEqual([null]);
    expect(requests[0]?.headers.authorization).toContain("x-amz-security-token");
  });

  test.each([
    ["another secret", { secretAccessKey: "another" }, "does not match"],
    ["another region", { region: "eu-west-1" }, "scoped to us-east-1/xray"],
  ])("refuses %s once, and nothing is sent again", async (_what, change, words) => {
    const { port, requests } = await awsServer(keys, "us-east-1/xray");
    const { answer } = await sendTo(port, { auth: { ...typed, ...change } });
    expect(answer?.status).toBe(403);
    expect(Buffer.from(answer?.body ?? []).toString()).toContain(words);
    expect(requests).toHaveLength(1);
  });

  test("the time of a signature is the clock's that was given", async () => {
    const { port, requests } = await awsServer(keys, "us-east-1/xray", () => now.getTime());
    await sendTo(port, {}, "/v1/traces", () => now.getTime());
    expect(requests.map(({ error, headers }) => [error, headers["x-amz-date"]])).toEqual([[null, "20150830T123600Z"]]);
  });
});
