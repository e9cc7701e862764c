// Access tokens as export and probe use them: asked for as the provider wants it, shared, renewed before their end and after a 401,
// over HTTP and gRPC; a token server that fails costs time, never data.
import { generateKeyPairSync } from "node:crypto";
import { createServer as createTcpServer } from "node:net";
import { status } from "@grpc/grpc-js";
import { jwtVerify } from "jose";
import { describe, expect, test, vi } from "vitest";
import type { Auth } from "#lib/destination/schema";
import { createAuthorizers } from "#lib/engine/authorize/authorizers";
import { batch, connection, listen, network, untilAborted } from "#lib/engine/testing/peers";
import { grpcReceiver, httpReceiver, otlpAt, type Seen } from "#lib/engine/testing/receivers";
import { clientId, clientSecret, given, refusal, tokenServer } from "#lib/engine/testing/token-server";
import { openChannel, wireRequest } from "#lib/engine/transport";
import { readAnswer } from "#lib/otlp/response";

type Oauth2 = Extract<Auth, { type: "oauth2" }>;
const oauth2 = (tokenUrl: string, more: Partial<Oauth2> = {}): Oauth2 => ({
  ...{ type: "oauth2", tokenUrl, clientId, clientSecret, ...more },
});

/** One channel for as many requests as wanted. */
async function sender(port: number, auth: Auth, { nowMs = Date.now, transport = "http" as "http" | "grpc" } = {}) {
  const authorizers = createAuthorizers({ nowMs, hostKeys: null, renewsRefused: true });
  const route = connection({ port }, { auth, transport });
  const { channel } = await openChannel(route, network({}, { authorizers }), untilAborted(), () => {});
  if (channel === null) throw new Error("No channel");
  return () => channel.exchange(wireRequest(route, batch("items"), true), untilAborted());
}

const bearers = (requests: readonly Seen[]) => requests.map(({ headers }) => headers.authorization);

describe("how a token is asked for", () => {
  test.each(["basic", "post"] as const)(
    "client and secret by %s, with signs that must be encoded",
    async (clientAuth) => {
      const tokens = await tokenServer();
      const { port, requests } = await httpReceiver(otlpAt());
      const send = await sender(port, oauth2(tokens.url, { clientAuth }));
      expect((await send()).answer?.status).toBe(200);
      expect(bearers(requests)).toEqual(["Bearer access-token-number-1"]);
      const [grant] = tokens.grants;
      expect(grant?.form.has("client_secret")).toBe(clientAuth === "post");
      expect(grant?.headers.authorization === undefined).toBe(clientAuth === "post");
      expect(grant?.path).toBe("/oauth2/token");
    },
  );

  test.each([null, ""])("a secret that is not there (%j) asks for nothing, and ends nothing else", async (missing) => {
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(otlpAt());
    const { fault, token } = await (await sender(port, oauth2(tokens.url, { clientSecret: missing })))();
    expect(fault?.code).toBe("ERR_NO_TOKEN");
    expect(token?.fault?.at).toBe("settings");
    expect([tokens.grants.length, requests.length]).toEqual([0, 0]);
  });

  test("a bug on the way to a token is thrown to who sends, and not at the engine", async () => {
    const broken = () => {
      throw new Error("A bug");
    };
    const { port, requests } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2("https://login.test/token"), { nowMs: broken });
    await expect(send()).rejects.toThrow("A bug");
    expect(requests).toHaveLength(0);
  });

  test("scopes are joined by spaces, the audience goes along", async () => {
    const tokens = await tokenServer();
    const { port } = await httpReceiver(otlpAt());
    await (await sender(port, oauth2(tokens.url, { scopes: ["a.write", "b/.default"], audience: "https://otlp" })))();
    expect(Object.fromEntries(tokens.grants[0]?.form ?? [])).toMatchObject({
      grant_type: "client_credentials",
      scope: "a.write b/.default",
      audience: "https://otlp",
    });
  });

  test("a service account signs an assertion with its key for its token URL, and nothing else says who asks", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const tokens = await tokenServer();
    tokens.instead = () => given("google-token-1", 3599);
    const { port, requests } = await httpReceiver(otlpAt());
    const key = {
      type: "service_account",
      client_email: "otlp@project.iam.gserviceaccount.com",
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
      private_key_id: "key-7",
      token_uri: tokens.url,
    };
    const send = await sender(port, { type: "google", serviceAccount: JSON.stringify(key) });
    await send();
    expect(bearers(requests)).toEqual(["Bearer google-token-1"]);
    const form = tokens.grants[0]?.form;
    expect([...(form?.keys() ?? [])].sort()).toEqual(["assertion", "grant_type"]);
    expect(form?.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const { payload, protectedHeader } = await jwtVerify(form?.get("assertion") ?? "", publicKey, {
      audience: tokens.url,
      issuer: key.client_email,
    });
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: "key-7" });
    expect(payload.scope).toBe("https://www.googleapis.com/auth/cloud-platform");
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  test("over gRPC it is metadata", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await grpcReceiver();
    const send = await sender(port, oauth2(tokens.url), { transport: "grpc" });
    expect((await send()).answer?.trailers["grpc-status"]).toBe("0");
    expect(requests[0]?.metadata.get("authorization")).toEqual(["Bearer access-token-number-1"]);
  });
});

describe("how long a token is used", () => {
  test("twenty requests at once ask for one token", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2(tokens.url));
    await Promise.all(Array.from({ length: 20 }, send));
    expect(requests).toHaveLength(20);
    expect(tokens.grants).toHaveLength(1);
  });

  test("it is renewed before its end, while the old one still serves, and both are used in turn", async () => {
    const clock = { ms: 1_000_000_000_000 };
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2(tokens.url), { nowMs: () => clock.ms });
    await send();
    clock.ms += 0.79 * 3600_000;
    await send();
    expect(tokens.grants).toHaveLength(1);
    clock.ms += 0.02 * 3600_000;
    await send();
    await vi.waitFor(() => expect(tokens.grants).toHaveLength(2));
    await vi.waitFor(async () => {
      await send();
      expect(bearers(requests).at(-1)).toBe("Bearer access-token-number-2");
    });
    expect(bearers(requests).slice(0, 3)).toEqual(Array(3).fill("Bearer access-token-number-1"));
    expect(tokens.grants).toHaveLength(2);
  });

  test("a renewal that is refused is asked for again after ten seconds, and the old token serves on", async () => {
    const clock = { ms: 1_000_000_000_000 };
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2(tokens.url), { nowMs: () => clock.ms });
    await send();
    tokens.instead = () => refusal(401, "invalid_client");
    const later = async (ms: number, grants: number) => {
      clock.ms += ms;
      await send();
      await vi.waitFor(() => expect(tokens.grants.length).toBeGreaterThanOrEqual(grants));
      await send();
      expect(tokens.grants).toHaveLength(grants);
    };
    await later(0.81 * 3600_000, 2);
    await later(2000, 2);
    await later(7999, 2);
    await later(2, 3);
    expect(new Set(bearers(requests))).toEqual(new Set(["Bearer access-token-number-1"]));
  });

  test("a clock that is set back keeps no refusal alive", async () => {
    const clock = { ms: 1_000_000_000_000 };
    const tokens = await tokenServer();
    tokens.instead = () => refusal(401, "invalid_client");
    const { port } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2(tokens.url), { nowMs: () => clock.ms });
    await send();
    tokens.instead = null;
    clock.ms -= 3600_000;
    expect((await send()).answer?.status).toBe(200);
  });

  test("past its end nobody sends it: the request waits for the new one", async () => {
    const clock = { ms: 1_000_000_000_000 };
    const tokens = await tokenServer();
    tokens.expiresInS = 120;
    const { port, requests } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2(tokens.url), { nowMs: () => clock.ms });
    await send();
    clock.ms += 121_000;
    await send();
    expect(bearers(requests)).toEqual(["Bearer access-token-number-1", "Bearer access-token-number-2"]);
  });

  test("a 401 renews it once and sends the request again: to the caller it was accepted", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver((seen, response) =>
      seen.headers.authorization === "Bearer access-token-number-1" ? { status: 401 } : otlpAt()(seen, response),
    );
    const send = await sender(port, oauth2(tokens.url));
    expect((await send()).answer?.status).toBe(200);
    expect(bearers(requests)).toEqual(["Bearer access-token-number-1", "Bearer access-token-number-2"]);
  });

  test("two 401 are a refusal, and no third request", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(() => ({ status: 401 }));
    const send = await sender(port, oauth2(tokens.url));
    expect((await send()).answer?.status).toBe(401);
    expect(requests).toHaveLength(2);
    expect(tokens.grants).toHaveLength(2);
  });

  test("UNAUTHENTICATED over gRPC renews as a 401 does", async () => {
    const tokens = await tokenServer();
    const { port, requests } = await grpcReceiver(({ metadata }) =>
      metadata.get("authorization")[0] === "Bearer access-token-number-1" ? { code: status.UNAUTHENTICATED } : {},
    );
    const send = await sender(port, oauth2(tokens.url), { transport: "grpc" });
    expect((await send()).answer?.trailers["grpc-status"]).toBe("0");
    expect(requests).toHaveLength(2);
  });
});

describe("a token that cannot be had", () => {
  const outcomeOf = async (tokenUrl: string) => {
    const { port, requests } = await httpReceiver(otlpAt());
    const exchange = await (await sender(port, oauth2(tokenUrl)))();
    expect(requests).toEqual([]);
    return readAnswer("traces", 1, exchange, { nowMs: 0, hide: (words) => words }).outcome;
  };

  test("a server that is down is a retry with the reason told", async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((closed) => server.close(closed));
    const reason = expect.stringMatching(/^No access token: ECONNREFUSED/);
    expect(await outcomeOf(`http://127.0.0.1:${port}/token`)).toMatchObject({ kind: "retry", reason });
  });

  test("a client that is refused is a retry with the server's word", async () => {
    const tokens = await tokenServer();
    tokens.instead = () => refusal(401, "invalid_client", "unknown");
    const reason = "No access token: invalid_client (401)";
    expect(await outcomeOf(tokens.url)).toEqual({ kind: "retry", reason, retryAfterMs: null });
  });

  test("R11.9 a redirect is not followed", async () => {
    const other = await tokenServer();
    const tokens = await tokenServer();
    tokens.instead = () => ({ status: 307, body: "", headers: { location: other.url } });
    expect(await outcomeOf(tokens.url)).toMatchObject({ kind: "retry" });
    expect(other.grants).toEqual([]);
  });

  test("R9.9 the target policy holds for the token server too", async () => {
    const tokens = await tokenServer();
    const { port } = await httpReceiver(otlpAt());
    const listener = { address: "127.0.0.1", port: Number(new URL(tokens.url).port) };
    const route = connection({ port }, { auth: oauth2(tokens.url) });
    const guarded = network({ listeners: [listener] });
    const { channel } = await openChannel(route, guarded, untilAborted(), () => {});
    const exchange = await channel?.exchange(wireRequest(route, batch("items"), true), untilAborted());
    expect(exchange?.token?.fault).toMatchObject({ at: "blocked", code: "self" });
    expect(tokens.grants).toEqual([]);
  });

  test("an answer that never ends is read to 64 KiB", async () => {
    const tokens = await tokenServer();
    tokens.instead = () => ({ status: 200, body: `{"access_token":"${"x".repeat(100_000)}"` });
    expect(await outcomeOf(tokens.url)).toMatchObject({
      kind: "retry",
      reason: "No access token: 200, application/json",
    });
  });
});
