// What a run says of real servers that are particular in one way each, what it sends to them, and when it stops.
import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import { applyFix } from "#lib/destination/fix";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { type CapabilityContext, runCapabilities } from "#lib/engine/capabilities/run";
import type { CapabilityRequest } from "#lib/engine/protocol";
import { network } from "#lib/engine/testing/peers";
import { type Answer, destination, grpcReceiver, httpReceiver, otlpAt, type Seen } from "#lib/engine/testing/receivers";

type Options = Partial<Omit<CapabilityRequest, "destination">> & { context?: Partial<CapabilityContext> };

async function tryOut(tried: ProbedDestination, { context, ...more }: Options = {}) {
  const rows: CapabilityRow[] = [];
  const summary = await runCapabilities(
    { id: "d1", runId: "run-1", destination: tried, problems: [], otherTransport: false, largeBatches: false, ...more },
    {
      id: "run-1",
      abort: new AbortController().signal,
      emit: (row) => rows.push(CapabilityRow.parse(row)),
      network: network(),
      clock: { monotonicMs: () => performance.now(), now: () => Date.now(), sleep: async () => {} },
      random: randomBytes,
      isPublicAddress: () => false,
      ...context,
    },
  );
  return { rows, summary: CapabilitySummary.parse(summary) };
}

const http = (port: number, more: Connection = {}) => destination(`http://127.0.0.1:${port}`, more);
const at = (rows: readonly CapabilityRow[], aspect: CapabilityRow["aspect"], signal = "traces") =>
  rows.filter((row) => row.aspect === aspect && row.signal === signal);
const verdicts = (rows: readonly CapabilityRow[], aspect: CapabilityRow["aspect"], signal = "traces") =>
  at(rows, aspect, signal).map(({ verdict }) => verdict);
const ok = otlpAt();
/** Takes all but what `refuse` names. */
const but =
  (refuse: (seen: Seen) => ReturnType<Answer>): Answer =>
  (seen, response) =>
    refuse(seen) ?? ok(seen, response);
const text = (status: number, body: string) => ({ status, type: "text/plain", body });

describe("a server that is particular in one way", () => {
  test("JSON is 415: refused in the server's words, everything else accepted, nothing else found", async () => {
    const server = await httpReceiver(
      but(({ headers }) =>
        headers["content-type"] === "application/json" ? text(415, "protobuf only, please") : null,
      ),
    );
    const { rows, summary } = await tryOut(http(server.port));
    expect(at(rows, "encoding")).toMatchObject([
      {
        what: "JSON",
        encoding: "json",
        verdict: "refused",
        evidence: expect.stringMatching(/415.*protobuf only, please/),
      },
    ]);
    const others = rows.filter(({ aspect }) => aspect !== "encoding" && aspect !== "transport");
    expect(new Set(others.map(({ verdict }) => verdict))).toEqual(new Set(["accepted"]));
    expect(at(rows, "transport")).toMatchObject([
      { verdict: "refused", evidence: "Something else answers there: HTTP/1.1 400 Bad Request" },
    ]);
    expect(summary.ended).toBe("complete");
    const [encoding] = summary.findings.filter((finding) => finding.aspect === "encoding");
    expect(encoding).toEqual({
      ...{ aspect: "encoding", signals: ["traces", "metrics", "logs"], fix: null },
      text: "All signals: JSON is not accepted.",
    });
    expect(summary.requests).toBe(server.requests.length + rows.filter(({ aspect }) => aspect === "transport").length);
    expect(summary.requests).toBeLessThanOrEqual(40);
  });

  test("gzip is 400 and set: what works is found, the rest is tried on that, and a fix leads there", async () => {
    const server = await httpReceiver(
      but(({ headers }) => (headers["content-encoding"] === "gzip" ? text(400, "bad wire type") : null)),
    );
    const set = http(server.port, { compression: "gzip" });
    const { rows, summary } = await tryOut(set);
    expect(verdicts(rows, "settings")).toEqual(["refused"]);
    expect(verdicts(rows, "compression")).toEqual(["accepted"]);
    expect(verdicts(rows, "temporality", "metrics")).toEqual(["accepted"]);
    const [found] = summary.findings;
    expect(found?.text).toBe("All signals: refused as saved, accepted with no compression.");
    expect(found?.signals).toEqual(["traces", "metrics", "logs"]);
    expect(found?.fix).toEqual({
      label: "Use no compression",
      changes: [{ path: "/connection/compression", value: "none" }],
    });
    const { rows: after } = await tryOut(found?.fix ? applyFix(set, found.fix) : set);
    expect(verdicts(after, "settings")).toEqual(["accepted"]);
  });

  test("one signal alone refuses what is shared: the fix changes that signal alone", async () => {
    const server = await httpReceiver(
      but(({ path, headers }) =>
        path === "/v1/logs" && headers["content-encoding"] === "gzip" ? text(415, "no gzip") : null,
      ),
    );
    const { summary } = await tryOut(http(server.port, { compression: "gzip" }));
    expect(summary.findings[0]).toMatchObject({
      signals: ["logs"],
      fix: { changes: [{ path: "/signals/logs/connection/compression", value: "none" }] },
    });
  });

  test("JSON with gzip is set and neither is taken: both at once are tried, and only then", async () => {
    const server = await httpReceiver(
      but(({ headers }) =>
        headers["content-encoding"] === "gzip" || headers["content-type"] === "application/json"
          ? text(415, "no")
          : null,
      ),
    );
    const { rows, summary } = await tryOut(http(server.port, { encoding: "json", compression: "gzip" }));
    expect(verdicts(rows, "encoding")).toEqual(["refused", "accepted"]);
    expect(summary.findings[0]?.fix).toMatchObject({
      label: "Use Protobuf and no compression",
      changes: [
        { path: "/connection/encoding", value: "protobuf" },
        { path: "/connection/compression", value: "none" },
      ],
    });
  });

  test("delta is rejected in a partial success, exponential histograms are refused: told apart, each in its row", async () => {
    const server = await grpcReceiver(({ signal, message }) => {
      if (signal !== "metrics") return {};
      // A sum: its temporality is 1, and it is monotonic.
      if (message.includes(Buffer.from([0x10, 1, 0x18, 1]))) {
        const said = Buffer.from("delta is not supported");
        const partial = Buffer.concat([Buffer.from([0x08, 2, 0x12, said.length]), said]);
        return { body: Buffer.concat([Buffer.from([0x0a, partial.length]), partial]) };
      }
      // A metric: after its unit "ms", field 10.
      const isExponential = message.includes(Buffer.from([0x1a, 2, 0x6d, 0x73, 0x52]));
      return isExponential ? { code: 3, details: "explicit buckets only" } : {};
    });
    const { rows, summary } = await tryOut(
      http(server.port, { transport: "grpc", endpoint: `http://127.0.0.1:${server.port}` }),
    );
    expect(at(rows, "temporality", "metrics")).toMatchObject([
      { verdict: "partial", temporality: "delta", evidence: expect.stringContaining("delta is not supported") },
    ]);
    expect(at(rows, "histograms", "metrics")).toMatchObject([
      { verdict: "refused", histograms: "exponential", evidence: expect.stringContaining("explicit buckets only") },
    ]);
    expect(summary.findings.map(({ text }) => text)).toContain("Metrics: Delta temporality is accepted only in part.");
  });

  test("over 100 KiB is 413: the ladder stops there, and both sizes are told", async () => {
    const server = await httpReceiver(but(({ bytes }) => (bytes > 100 * 1024 ? text(413, "too large") : null)));
    const { rows, summary } = await tryOut(http(server.port));
    expect(verdicts(rows, "size")).toEqual([
      "accepted",
      "accepted",
      "accepted",
      "refused",
      "skipped",
      "skipped",
      "skipped",
    ]);
    expect(at(rows, "size").map(({ bytes }) => bytes)).toEqual([16, 32, 64, 128, 256, 512, 1024].map((n) => n * 1024));
    expect(summary.batches[0]).toEqual({ signal: "traces", acceptedBytes: 65_536, refusedBytes: 131_072 });
    expect(summary.findings.at(-1)?.text).toBe("All signals: Batches of 64 KiB are accepted, 128 KiB are refused.");
    expect(Math.max(...server.requests.map(({ bytes }) => bytes))).toBe(131_072);
  });

  test("gRPC: all of it is tried, and HTTP on its port is refused", async () => {
    const server = await grpcReceiver();
    const { rows, summary } = await tryOut(destination(`http://127.0.0.1:${server.port}`, { transport: "grpc" }));
    expect(verdicts(rows, "settings")).toEqual(["accepted"]);
    expect(verdicts(rows, "compression")).toEqual(["accepted"]);
    expect(verdicts(rows, "size")).toEqual(Array(7).fill("accepted"));
    expect(verdicts(rows, "transport")).toEqual(["refused"]);
    expect(summary.ended).toBe("complete");
    expect(server.requests.length).toBeLessThanOrEqual(40);
  });

  test("set to HTTP where gRPC answers: a fix switches all signals", async () => {
    const server = await grpcReceiver();
    const set = http(server.port);
    const { rows, summary } = await tryOut(set);
    expect(verdicts(rows, "settings")).toEqual(["refused"]);
    expect(verdicts(rows, "transport")).toEqual(["accepted"]);
    const { fix } = summary.findings[0] ?? {};
    expect(fix?.label).toBe("Use gRPC");
    const { rows: after } = await tryOut(fix ? applyFix(set, fix) : set);
    expect(verdicts(after, "settings")).toEqual(["accepted"]);
  });
});

describe("what says neither yes nor no is unknown", () => {
  test.each([
    ["is silent to JSON", (_response: ServerResponse) => undefined],
    ["hangs up on JSON", (response: ServerResponse) => response.destroy()],
  ])("a server that %s has not refused it", async (_name, leave) => {
    const server = await httpReceiver((seen, response) => {
      if (seen.headers["content-type"] !== "application/json") return ok(seen, response);
      leave(response);
      return null;
    });
    const { rows, summary } = await tryOut(http(server.port, { timeoutMs: 100 }));
    expect(verdicts(rows, "encoding")).toEqual(["unknown"]);
    expect(summary.findings.filter(({ aspect }) => aspect === "encoding")).toEqual([]);
    expect(verdicts(rows, "compression")).toEqual(["accepted"]);
  });

  test("a server that fails on it (500, 503): not refused", async () => {
    for (const status of [500, 503]) {
      const server = await httpReceiver(
        but(({ headers }) => (headers["content-type"] === "application/json" ? text(status, "oops") : null)),
      );
      const { rows } = await tryOut(http(server.port));
      expect(verdicts(rows, "encoding")).toEqual(["unknown"]);
    }
  });

  test("nobody listens: nothing is claimed, nothing was sent", async () => {
    const { rows, summary } = await tryOut(http(9));
    expect(summary).toMatchObject({ ended: "unreachable", requests: 0 });
    expect(summary.reason).toContain("127.0.0.1:9 refuses connections");
    expect(verdicts(rows, "settings")).toEqual(["unknown"]);
    expect(verdicts(rows, "size")).toEqual(Array(7).fill("skipped"));
  });

  test("wrong settings send nothing, and say what is wrong", async () => {
    const message = "Enter it again";
    const problems = [{ path: "/x", code: "secret.enter_again", message, fix: null }];
    const { rows, summary } = await tryOut(http(9), { problems });
    expect(rows).toEqual([]);
    expect(summary).toMatchObject({ ended: "settings", reason: message, requests: 0 });
  });
});

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

  test.each([
    ["429", { status: 429 }],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "30" } }],
  ])("%s: the rest is unknown and not sent", async (_name, reply) => {
    let count = 0;
    const server = await httpReceiver((seen, response) => {
      count += 1;
      return count > 4 ? { ...text(429, "slow down"), ...reply } : ok(seen, response);
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
      if (server.requests.length < 3) return ok(seen, response);
      leaving.abort();
      return null;
    });
    const { rows, summary } = await tryOut(http(server.port), { context: { abort: leaving.signal } });
    expect(server.requests).toHaveLength(3);
    expect(rows).toHaveLength(2);
    expect(summary.ended).toBe("cancelled");
  });

  test("after 3 minutes what is left is unknown", async () => {
    const server = await httpReceiver(ok);
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
    const server = await httpReceiver(ok);
    const context = { clock: waits(slept), isPublicAddress: () => true };
    const { summary } = await tryOut(http(server.port), { context });
    expect(summary.requests).toBeGreaterThan(30);
    expect(slept).toEqual(Array(summary.requests - 1).fill(1000));
  });

  test("without waiting to a private one", async () => {
    const slept: number[] = [];
    const server = await httpReceiver(ok);
    await tryOut(http(server.port), { context: { clock: waits(slept) } });
    expect(slept).toEqual([]);
  });

  test("40 requests at most, with everything that can be asked for", async () => {
    const server = await httpReceiver(ok);
    const { rows, summary } = await tryOut(http(server.port), { otherTransport: true, largeBatches: true });
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

  test("another port of the host hears of it only when asked for, and without TLS never the key of a public address", async () => {
    const server = await httpReceiver(ok);
    const keyed = http(server.port, { auth: { type: "bearer", token: "s3cret-token" } });
    const ports: number[] = [];
    const noting = (_address: string, port: number) => {
      ports.push(port);
      return null;
    };
    const policy = { allowsUnresolved: false, judge: noting };
    await tryOut(keyed, { context: { network: network({}, { policy }) } });
    expect(new Set(ports)).toEqual(new Set([server.port]));
    const sibling = await grpcReceiver(() => ({}), undefined, undefined, 0);
    const context = { isPublicAddress: () => true, clock: waits([]) };
    const { rows } = await tryOut(keyed, { otherTransport: true, context });
    const elsewhere = rows.filter(({ what }) => what === "gRPC on port 4317");
    expect(elsewhere).toHaveLength(3);
    expect(elsewhere.every(({ verdict }) => verdict === "skipped" || verdict === "refused")).toBe(true);
    expect(sibling.requests).toEqual([]);
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
