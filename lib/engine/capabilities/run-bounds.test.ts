// When a run stops, how fast it asks, and what it never does.
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openChannels } from "#lib/engine/capabilities/channels";
import { sendCase } from "#lib/engine/capabilities/send-case";
import { secretsOf } from "#lib/engine/redact";
import { but, http, takes, text, tryOut } from "#lib/engine/testing/capabilities";
import { connection, network } from "#lib/engine/testing/peers";
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

  test("another port of the host hears of it only when asked for", async () => {
    const server = await httpReceiver(takes);
    const askedPorts = async (otherTransport: boolean) => {
      const ports = new Set<number>();
      const judge = (_address: string, port: number) => {
        ports.add(port);
        return port === server.port ? null : ("self" as const);
      };
      const policy = { allowsUnresolved: false, judge };
      await tryOut(http(server.port), { otherTransport, context: { network: network({}, { policy }) } });
      return [...ports];
    };
    expect(await askedPorts(false)).toEqual([server.port]);
    expect(await askedPorts(true)).toEqual([server.port, 4317]);
  });

  test("A04 without TLS no key goes to another port of a public address; within private networks it does", async () => {
    const server = await httpReceiver(takes);
    const sendTo = async (isPublic: boolean, isElsewhere = true) => {
      const abort = new AbortController().signal;
      const keyed = connection({ port: server.port }, { auth: { type: "bearer", token: "s3cret-token" } });
      const channels = openChannels(network(), () => isPublic, abort);
      const clock = { monotonicMs: () => 0, now: () => 0 };
      const secrets = secretsOf(destination("http://127.0.0.1"), [keyed]);
      const setting = { port: server.port, temporality: "delta", histograms: "explicit" } as const;
      const outgoing = { aspect: "transport", signal: "traces", isElsewhere } as const;
      const sent = await sendCase({ id: "r", abort, channels, secrets, clock, random: randomBytes }, keyed, {
        ...outgoing,
        setting: { ...setting, transport: "http", encoding: "protobuf", compression: "none" },
      });
      channels.close();
      return sent;
    };
    expect(await sendTo(true)).toMatchObject({ verdict: "skipped", isSent: false });
    expect(server.requests).toEqual([]);
    expect(await sendTo(false)).toMatchObject({ verdict: "accepted", isSent: true });
    expect(await sendTo(true, false)).toMatchObject({ verdict: "accepted", isSent: true });
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
