// What a run says of real servers that are particular in one way each.
import type { ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { applyFix } from "#lib/destination/fix";
import { at, but, http, takes, text, tryOut, verdicts } from "#lib/engine/testing/capabilities";
import { destination, grpcReceiver, httpReceiver, type Seen } from "#lib/engine/testing/receivers";

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

  // A sum: its temporality is 2, and it is monotonic.
  const isCumulative = ({ path, headers, body }: Seen) => {
    const message = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    if (path !== "/v1/metrics") return false;
    return headers["content-type"] === "application/json"
      ? /"aggregationTemporality":"?(2|AGGREGATION_TEMPORALITY_CUMULATIVE)/.test(message.toString())
      : message.includes(Buffer.from([0x10, 2, 0x18, 1]));
  };

  test("only cumulative metrics are refused, and set: nothing else is found, and all else is tried with delta", async () => {
    const server = await httpReceiver(but((seen) => (isCumulative(seen) ? text(400, "delta only") : null)));
    const { rows, summary } = await tryOut(http(server.port, { compression: "gzip" }));
    expect(verdicts(rows, "settings", "metrics")).toEqual(["refused"]);
    expect(verdicts(rows, "temporality", "metrics")).toEqual(["accepted"]);
    for (const aspect of ["histograms", "encoding", "compression"] as const) {
      expect(at(rows, aspect, "metrics")).toMatchObject([{ verdict: "accepted", temporality: "delta" }]);
    }
    expect(summary.findings.filter(({ aspect }) => aspect !== "transport")).toMatchObject([
      {
        ...{ aspect: "temporality", signals: ["metrics"], fix: { label: "Use delta temporality" } },
        text: "Metrics: refused as saved, accepted with delta temporality.",
      },
    ]);
    expect(summary.requests).toBeLessThanOrEqual(40);
  });

  test("what was refused before anything was accepted is asked again on what is, within 40 requests", async () => {
    const server = await httpReceiver(
      but(({ headers }) => (headers["content-encoding"] === "gzip" ? text(400, "no gzip") : null)),
    );
    const { rows, summary } = await tryOut(http(server.port, { compression: "gzip" }), { largeBatches: true });
    for (const aspect of ["temporality", "histograms", "encoding"] as const) {
      expect(at(rows, aspect, "metrics")).toMatchObject([{ verdict: "accepted", compression: "none" }]);
    }
    expect(verdicts(rows, "encoding")).toEqual(["accepted"]);
    expect(verdicts(rows, "transport", "logs")).toEqual(["refused"]);
    expect(summary.findings.map(({ aspect }) => aspect)).toEqual(["compression", "transport"]);
    expect(summary.requests).toBeLessThanOrEqual(40);
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length);
  });

  test("a server that refuses all has refused nothing in particular: each row but the first is unknown, in its words", async () => {
    const server = await httpReceiver(() => text(400, "go away"));
    const { rows, summary } = await tryOut(http(server.port));
    expect(verdicts(rows, "settings", "metrics")).toEqual(["refused"]);
    for (const aspect of ["temporality", "histograms", "encoding", "compression", "transport"] as const) {
      expect(new Set(verdicts(rows, aspect, "metrics"))).toEqual(new Set(["unknown"]));
    }
    expect(at(rows, "compression")[0]?.evidence).toContain("go away");
    expect(summary.findings).toEqual([]);
  });

  test("all that is uncompressed is taken in part: none of what was varied beside that is blamed for it", async () => {
    const said = Buffer.from("in part");
    const partial = Buffer.from([0x0a, 4 + said.length, 0x08, 1, 0x12, said.length, ...said]);
    const json = JSON.stringify({ partialSuccess: { rejectedDataPoints: "1", errorMessage: "in part" } });
    const server = await httpReceiver(
      but(({ path, headers }) => {
        if (path !== "/v1/metrics" || headers["content-encoding"] === "gzip") return null;
        const type = headers["content-type"] ?? "";
        return { status: 200, type, body: type === "application/json" ? json : partial };
      }),
    );
    const { rows, summary } = await tryOut(http(server.port));
    expect(verdicts(rows, "temporality", "metrics")).toEqual(["partial"]);
    expect(verdicts(rows, "encoding", "metrics")).toEqual(["partial"]);
    expect(summary.findings.flatMap(({ text }) => (text.includes("only in part.") ? [text] : []))).toEqual([]);
    expect(summary.findings.map(({ text }) => text)).toContain(
      "Metrics: accepted only in part as saved, accepted with gzip.",
    );
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
    expect(verdicts(rows, "encoding")).toEqual(["accepted", "unknown"]);
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
      if (seen.headers["content-type"] !== "application/json") return takes(seen, response);
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
