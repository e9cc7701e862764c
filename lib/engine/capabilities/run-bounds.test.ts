// When a run stops, how fast it asks, and what it never does.
import { describe, expect, test } from "vitest";
import type { Connection } from "#lib/destination/schema";
import type { CapabilityRequest } from "#lib/engine/protocol";
import { at, but, http, takes, text, tryOut } from "#lib/engine/testing/capabilities";
import { network } from "#lib/engine/testing/peers";
import { destination, grpcReceiver, httpReceiver } from "#lib/engine/testing/receivers";
import { clientId, clientSecret, refusal, tokenServer } from "#lib/engine/testing/token-server";

describe("when it stops", () => {
  test.each([
    ["401", 401],
    ["403", 403],
  ])("a refused key (%s) is one row and the end", async (_name, status) => {
    const server = await httpReceiver(() => text(status, "who are you?"));
    const { rows, summary } = await tryOut(http(server.port));
    expect(rows).toMatchObject([{ aspect: "settings", verdict: "refused" }]);
    expect(server.requests).toHaveLength(1);
    expect(summary).toMatchObject({ ended: "auth", requests: 1 });
  });

  test("over gRPC too (UNAUTHENTICATED)", async () => {
    const server = await grpcReceiver(() => ({ code: 16, details: "no" }));
    const { rows } = await tryOut(destination(`http://127.0.0.1:${server.port}`, { transport: "grpc" }));
    expect(rows).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test("a token that is refused is asked for once, and nothing is sent", async () => {
    const tokens = await tokenServer();
    tokens.instead = () => refusal(401, "invalid_client");
    const server = await httpReceiver(takes);
    const auth = { type: "oauth2" as const, tokenUrl: tokens.url, clientId, clientSecret };
    const { rows, summary } = await tryOut(http(server.port, { auth }));
    expect([tokens.grants.length, server.requests.length]).toEqual([1, 0]);
    expect(rows).toMatchObject([{ verdict: "unknown", evidence: "No access token: invalid_client (401)" }]);
    expect(summary).toMatchObject({
      ...{ ended: "unreachable", requests: 0, reason: "No access token: invalid_client (401)" },
    });
  });

  test.each([
    ["429", { status: 429 }],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "30" } }],
  ])("%s: the rest is unknown and not sent", async (_name, reply) => {
    let count = 0;
    const server = await httpReceiver((seen, response) => {
      count += 1;
      return count > 4 ? { ...text(429, "slow down"), ...reply } : takes(seen, response);
    });
    const { rows, summary } = await tryOut(http(server.port));
    expect(server.requests).toHaveLength(5);
    expect(summary).toMatchObject({ ended: "throttled", requests: 5 });
    expect(rows.slice(0, 4).every(({ verdict }) => verdict === "accepted")).toBe(true);
    expect(new Set(rows.slice(4).map(({ verdict }) => verdict))).toEqual(new Set(["unknown"]));
    expect(rows.length).toBeGreaterThan(25);
    expect(rows[5]?.evidence).toBe("Not sent: the server asked to wait");
  });

  test("cancelling stops further requests, in the middle of one too", async () => {
    const leaving = new AbortController();
    const server = await httpReceiver((seen, response) => {
      if (server.requests.length < 3) return takes(seen, response);
      leaving.abort();
      return null;
    });
    const { rows, summary } = await tryOut(http(server.port), { context: { abort: leaving.signal } });
    expect(server.requests).toHaveLength(3);
    expect(rows).toHaveLength(2);
    expect(summary.ended).toBe("cancelled");
  });

  test("after 3 minutes what is left is unknown", async () => {
    const server = await httpReceiver(takes);
    let time = 0;
    const clock = { monotonicMs: () => (time += 15_000), now: () => Date.now(), sleep: async () => {} };
    const { rows, summary } = await tryOut(http(server.port), { context: { clock } });
    expect(summary.ended).toBe("time");
    expect(server.requests.length).toBeLessThan(10);
    expect(rows.at(-1)?.verdict).toBe("unknown");
  });
});

describe("how it asks", () => {
  const waits = (log: number[]) => {
    let time = 0;
    return {
      monotonicMs: () => time,
      now: () => Date.now(),
      sleep: async (ms: number) => {
        log.push(ms);
        time += ms;
      },
    };
  };

  test("at most one request a second to a public address", async () => {
    const slept: number[] = [];
    const server = await httpReceiver(takes);
    const context = { clock: waits(slept), isPublicAddress: () => true };
    const { summary } = await tryOut(http(server.port), { context });
    expect(summary.requests).toBeGreaterThan(30);
    expect(slept).toEqual(Array(summary.requests - 1).fill(1000));
  });

  test("without waiting to a private one", async () => {
    const slept: number[] = [];
    const server = await httpReceiver(takes);
    await tryOut(http(server.port), { context: { clock: waits(slept) } });
    expect(slept).toEqual([]);
  });

  test("40 requests at most, with everything that can be asked for", async () => {
    const server = await httpReceiver(takes);
    const { rows, summary } = await tryOut(http(server.port), {
      ...{ otherTransport: true, largeBatches: true },
      // What else runs on this machine is not asked.
      context: { network: network({ listeners: [{ address: "127.0.0.1", port: 4317 }] }) },
    });
    expect(summary.requests).toBeLessThanOrEqual(40);
    expect(server.requests.length).toBeLessThanOrEqual(40);
    expect(Math.max(...server.requests.map(({ bytes }) => bytes))).toBe(8 * 1024 * 1024);
    expect(rows.every(({ number, of }) => number >= 1 && number <= of && of <= 40)).toBe(true);
  });

  test("every request has items, marked as a probe's, with the run's id", async () => {
    const server = await grpcReceiver();
    await tryOut(destination(`http://127.0.0.1:${server.port}`, { transport: "grpc" }));
    for (const { message } of server.requests) {
      expect(message.includes("outspan.run.id")).toBe(true);
      expect(message.includes("run-1")).toBe(true);
    }
  });

  /** The ports that were about to be connected to; all but the server's own are closed. */
  const portsAsked = async (more: Connection, wish: Partial<CapabilityRequest> = {}) => {
    const server = await httpReceiver(takes);
    const ports = new Set<number>();
    const judge = (_address: string, port: number) => {
      ports.add(port);
      return port === server.port ? null : ("self" as const);
    };
    const policy = { allowsUnresolved: false, judge };
    const context = { network: network({}, { policy }) };
    const { rows } = await tryOut(http(server.port, more), { otherTransport: true, context, ...wish });
    return { isOther: ports.has(4317), count: ports.size, last: at(rows, "transport").at(-1) };
  };

  test("another port of the host hears of it only when asked for", async () => {
    expect(await portsAsked({}, { otherTransport: false })).toMatchObject({ isOther: false, count: 1 });
    expect(await portsAsked({})).toMatchObject({ isOther: true, count: 2 });
  });

  test("A04 in plain text no key goes to another port, of a private address neither: it is not connected to", async () => {
    for (const more of [
      { auth: { type: "bearer" as const, token: "s3cret-token" } },
      { headers: [{ name: "api-key", value: "s3cret-value", secret: true }] },
    ]) {
      const evidence = "Not sent: credentials do not go to another port in plain text";
      const last = { verdict: "skipped", evidence };
      expect(await portsAsked(more)).toMatchObject({ isOther: false, count: 1, last });
    }
    expect(await portsAsked({ headers: [{ name: "x-team", value: "a", secret: false }] })).toMatchObject({
      isOther: true,
    });
  });

  test("a signal that sends a named secret reaches no origin that the secret is not kept for", async () => {
    const all = (origins: string[]) => ({ secretOrigins: { traces: origins, metrics: origins, logs: origins } });
    const asked = await portsAsked({}, all(["http://127.0.0.1:1"]));
    const evidence = "Not sent: the secret is not kept for http://127.0.0.1:4317";
    expect(asked).toMatchObject({ isOther: false, last: { verdict: "skipped", evidence } });
    expect(await portsAsked({}, all(["http://127.0.0.1:4317"]))).toMatchObject({ isOther: true });
  });

  test("R3.10 a key that the server repeats is in no row and no summary, not even cut in half", async () => {
    const token = "s3cret-token-value-do-not-show";
    const server = await httpReceiver(
      but(({ headers }) =>
        headers["content-encoding"] === "gzip"
          ? text(400, `${"x".repeat(235)} you sent ${headers.authorization}`)
          : null,
      ),
    );
    const keyed = http(server.port, { auth: { type: "bearer", token } });
    const { rows, summary } = await tryOut(keyed);
    const told = JSON.stringify([rows, summary]);
    expect(told).toContain("you sent");
    for (const part of [token, "s3cret-token", "s3cret", Buffer.from(token).toString("base64")]) {
      expect(told).not.toContain(part);
    }
    for (const { evidence } of rows) expect(evidence.length).toBeLessThanOrEqual(300);
  });
});
