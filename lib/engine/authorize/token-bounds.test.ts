// What a token server may not do to us: keep us busy with lives of no length, or have us send what is no token.
import { describe, expect, test } from "vitest";
import type { Auth } from "#lib/destination/schema";
import { createAuthorizers } from "#lib/engine/authorize/authorizers";
import { batch, connection, network, untilAborted } from "#lib/engine/testing/peers";
import { httpReceiver, otlpAt, type Seen } from "#lib/engine/testing/receivers";
import { clientId, clientSecret, given, tokenServer } from "#lib/engine/testing/token-server";
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

describe("a token server that would keep us busy", () => {
  test.each([0, 0.5])("a token that lives %d s is used for ten", async (expiresInS) => {
    const clock = { ms: 1_000_000_000_000 };
    const tokens = await tokenServer();
    tokens.expiresInS = expiresInS;
    const { port } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2(tokens.url), { nowMs: () => clock.ms });
    for (const _ of [1, 2, 3]) await send();
    clock.ms += 4_999;
    await send();
    expect(tokens.grants).toHaveLength(1);
    clock.ms += 5_002;
    await send();
    expect(tokens.grants).toHaveLength(2);
  });

  test("one that lives for ever is asked for again within a day", async () => {
    const clock = { ms: 1_000_000_000_000 };
    const tokens = await tokenServer();
    tokens.expiresInS = 1e308;
    const { port } = await httpReceiver(otlpAt());
    const send = await sender(port, oauth2(tokens.url), { nowMs: () => clock.ms });
    await send();
    clock.ms += 86_400_001;
    await send();
    expect(tokens.grants).toHaveLength(2);
  });

  test("tokens that are refused each time are asked for once in ten seconds", async () => {
    const clock = { ms: 1_000_000_000_000 };
    const tokens = await tokenServer();
    const { port, requests } = await httpReceiver(() => ({ status: 401 }));
    const send = await sender(port, oauth2(tokens.url), { nowMs: () => clock.ms });
    for (const _ of [1, 2, 3]) await send();
    expect([tokens.grants.length, requests.length]).toEqual([2, 4]);
    clock.ms += 10_001;
    await send();
    expect([tokens.grants.length, requests.length]).toEqual([3, 6]);
  });
});

describe("a token that cannot be sent", () => {
  const outcomeOf = async (tokenUrl: string) => {
    const { port, requests } = await httpReceiver(otlpAt());
    const exchange = await (await sender(port, oauth2(tokenUrl)))();
    expect(requests).toEqual([]);
    return readAnswer("traces", 1, exchange, { nowMs: 0, hide: (words) => words }).outcome;
  };

  const unfit = "a token with characters that no header holds";
  test.each([
    ["too long", "x".repeat(16_385), "a token of 16385 characters, more than a header holds"],
    ["too short", "ess", "a token of 3 characters"],
    ["with a line of its own", "abcdefgh\r\nX-Evil: 1", unfit],
    ["with a zero", "abcd\0efgh", unfit],
    ["beyond ASCII", "tök€n-tök€n", unfit],
    ["of spaces", "          ", unfit],
  ])("one that no header holds, or that is none by its length, is not sent: %s", async (_how, token, flaw) => {
    const tokens = await tokenServer();
    tokens.instead = () => given(token, 3600);
    const reason = `No access token: ${flaw}`;
    expect(await outcomeOf(tokens.url)).toEqual({ kind: "retry", reason, retryAfterMs: null });
  });

  test("the longest that is taken is sent as it came", async () => {
    const tokens = await tokenServer();
    tokens.instead = () => given("x".repeat(12_000), 3600);
    const { port, requests } = await httpReceiver(otlpAt());
    await (await sender(port, oauth2(tokens.url)))();
    expect(bearers(requests)).toEqual([`Bearer ${"x".repeat(12_000)}`]);
  });
});
