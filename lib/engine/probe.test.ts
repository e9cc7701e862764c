import { createServer as createTcpServer } from "node:net";
import { describe, expect, test } from "vitest";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  grpcReceiver,
  httpReceiver,
  notPassed,
  otlpAt,
  probe,
  taken,
  told,
  withItems,
} from "#lib/engine/testing/receivers";
import type { Report, StageName } from "#lib/otlp/report";

const stageOf = (report: Report, name: StageName) => report.stages.find(({ stage }) => stage === name);
const names = (report: Report) => report.stages.map(({ stage }) => stage);

describe("success", () => {
  test("each enabled signal gets exactly one request with items; beside them one byte that is no request (H08)", async () => {
    const { port, requests, doubts } = await httpReceiver(otlpAt());
    const report = await probe(
      destination(`http://127.0.0.1:${port}`, { auth: { type: "bearer", token: "t0ken-abc" } }),
    );
    expect(report.verdict).toBe("accepted");
    expect(report.diagnosis).toEqual([]);
    expect(requests.map(({ path }) => path).sort()).toEqual(["/v1/logs", "/v1/metrics", "/v1/traces"]);
    expect(withItems(requests)).toHaveLength(3);
    expect(doubts.map(({ headers, bytes }) => [headers.authorization, bytes])).toEqual([[undefined, 1]]);
  });

  test("R9.6 the report shows every stage in order, with ids to find the items by", async () => {
    const { port } = await httpReceiver(otlpAt());
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(names(report).slice(0, 5)).toEqual(["settings", "dns", "tcp", "protocol", "auth"]);
    expect(names(report).slice(5).sort()).toEqual(["logs", "metrics", "traces"]);
    expect(stageOf(report, "auth")).toMatchObject({ status: "skipped", summary: "No credentials set" });
    expect(stageOf(report, "traces")).toMatchObject({ status: "passed", summary: "1 span accepted, 200" });
    expect(stageOf(report, "traces")?.evidence.ids).toMatchObject({
      "service.name": "outspan.test_logs",
      "outspan.run.id": "probe-1",
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(stageOf(report, "metrics")?.summary).toBe("3 data points accepted as cumulative, 200");
  });

  test("stages are told as they end, and the report holds the same ones", async () => {
    const { port } = await httpReceiver(otlpAt());
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(report.told).toEqual(report.stages);
  });

  test("an accepted signal is told before a slower one has answered", async () => {
    let hanging: (() => void) | undefined;
    const { port } = await httpReceiver((seen, response) => {
      if (seen.path !== "/v1/logs") return taken;
      hanging = () => response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      return null;
    });
    const order: string[] = [];
    const done = probe(destination(`http://127.0.0.1:${port}`), {}).then((report) => order.push(report.verdict));
    await expect.poll(() => hanging).toBeDefined();
    hanging?.();
    await done;
    expect(order).toEqual(["accepted"]);
  });

  test("gRPC: one call per signal, and protocol and auth are read from them", async () => {
    const { port, requests } = await grpcReceiver();
    const more = { transport: "grpc" as const, headers: [{ name: "Api-Key", value: "k3y-value" }] };
    const report = await probe(destination(`http://127.0.0.1:${port}`, more));
    expect(report.verdict).toBe("accepted");
    expect(requests.map(({ signal }) => signal).sort()).toEqual(["logs", "metrics", "traces"]);
    expect(requests[0]?.metadata.get("api-key")).toEqual(["k3y-value"]);
    expect(stageOf(report, "protocol")?.summary).toBe("Speaks OTLP over gRPC");
    expect(stageOf(report, "auth")?.summary).toBe("With credentials OK");
  });

  test("a signal that is off is never sent, and has no stage", async () => {
    const { port, requests } = await httpReceiver(otlpAt());
    const some = destination(`http://127.0.0.1:${port}`);
    const report = await probe({ ...some, signals: { traces: { enabled: true }, logs: { enabled: false } } });
    expect(requests.map(({ path }) => path)).toEqual(["/v1/traces"]);
    expect(names(report)).toEqual(["settings", "dns", "tcp", "protocol", "auth", "traces"]);
  });

  test("signals with one origin share DNS and TCP; other credentials have protocol and auth of their own", async () => {
    const { port } = await httpReceiver(otlpAt());
    const shared = destination(`http://127.0.0.1:${port}`, { auth: { type: "bearer", token: "shared-token" } });
    const own = { headers: [{ name: "api-key", value: "own-key" }], auth: { type: "none" as const } };
    const report = await probe({
      ...shared,
      signals: { ...shared.signals, logs: { enabled: true, connection: own } },
    });
    const signalsOf = (name: StageName) =>
      report.stages.filter(({ stage }) => stage === name).map((one) => one.signals);
    expect(signalsOf("tcp")).toEqual([["traces", "metrics", "logs"]]);
    expect(signalsOf("auth")).toHaveLength(2);
    expect(signalsOf("auth")).toContainEqual(["logs"]);
    expect(report.verdict).toBe("accepted");
  });

  test("another origin is another connection, probed side by side", async () => {
    const one = await httpReceiver(otlpAt());
    const other = await httpReceiver(() => taken);
    const shared = destination(`http://127.0.0.1:${one.port}`);
    const connection = { endpoint: `http://127.0.0.1:${other.port}/custom/ingest?x=1` };
    const report = await probe({ ...shared, signals: { ...shared.signals, logs: { enabled: true, connection } } });
    expect(report.verdict).toBe("accepted");
    expect(other.requests.map(({ path }) => path)).toEqual(["/custom/ingest?x=1"]);
    expect(report.stages.filter(({ stage }) => stage === "tcp")).toHaveLength(2);
  });

  test("R6.6 a 202 without a body is accepted, and the evidence says so", async () => {
    const { port } = await httpReceiver(() => ({ status: 202, type: "application/x-protobuf" }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(report.verdict).toBe("accepted");
    expect(stageOf(report, "logs")?.evidence.nonConformant).toBe("answered 202 in place of 200");
  });
});

describe("who owns a failure (api.md §2.2)", () => {
  test("a name that does not resolve: dns fails, all after it is skipped, each signal has its stage", async () => {
    const report = await probe(destination("http://collector.invalid:4318"), {
      net: { lookup: async () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" })) },
    });
    expect(notPassed(report)).toEqual(["dns failed"]);
    expect(report.stages.filter(({ status }) => status === "skipped").map(({ stage }) => stage)).toEqual([
      "tcp",
      "protocol",
      "auth",
      "traces",
      "metrics",
      "logs",
    ]);
    expect(told(report)).toEqual(["dns.nxdomain certain traces,metrics,logs: no fix"]);
    expect(report.verdict).toBe("failed");
  });

  test("some items rejected: warned, and the verdict is a warning", async () => {
    const body = JSON.stringify({ partialSuccess: { rejectedDataPoints: "2", errorMessage: "bad unit" } });
    const { port } = await httpReceiver((seen) =>
      seen.path === "/v1/metrics" ? { status: 200, type: "application/json", body } : taken,
    );
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["metrics warned"]);
    expect(stageOf(report, "metrics")?.summary).toBe("2 of 3 data points rejected, 200");
    expect(told(report)).toEqual(["partial.some_rejected certain metrics: no fix"]);
    expect(report.verdict).toBe("warning");
  });

  test("a refusal of the item itself is the signal's, beside signals that pass", async () => {
    const { port } = await httpReceiver((seen) =>
      seen.path === "/v1/logs" ? { status: 413, type: "text/plain" } : taken,
    );
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["logs failed"]);
    expect(told(report)).toEqual(["body.too_large_http certain logs: no fix"]);
    expect(report.verdict).toBe("failed");
  });

  test("wrong values: settings fails and nothing is sent", async () => {
    const { port, requests } = await httpReceiver(otlpAt());
    const report = await probe(destination(`http://127.0.0.1:${port}`), {
      problems: [{ path: "/connection/auth/token", code: "secret.enter_again", message: "Enter it again", fix: null }],
    });
    expect(notPassed(report)).toEqual(["settings failed"]);
    expect(told(report)).toEqual(["secret.enter_again certain traces,metrics,logs: no fix"]);
    expect(requests).toEqual([]);
    expect(report.stages.map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(["settings", "traces", "metrics", "logs"]),
    );
  });

  test("no signal on: settings.no_signal", async () => {
    const report = await probe({ ...destination("http://127.0.0.1:1"), signals: {} });
    expect(report.verdict).toBe("failed");
    expect(report.diagnosis.map(({ code }) => code)).toEqual(["settings.no_signal"]);
  });
});

describe("limits", () => {
  test("a cancelled probe ends at once, with a report", async () => {
    const abort = new AbortController();
    const { port, requests } = await httpReceiver(() => null);
    const ended = probe(destination(`http://127.0.0.1:${port}`), { abort: abort.signal });
    await expect.poll(() => requests.length).toBe(3);
    abort.abort();
    expect((await ended).verdict).toBe("failed");
  });

  test("a request without an answer ends at the connection's own timeout", async () => {
    const port = await listen(createTcpServer(() => {}));
    const report = await probe(destination(`http://127.0.0.1:${port}`, { timeoutMs: 200 }));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual(["tcp.accepts_silent certain traces,metrics,logs: no fix"]);
  });

  test("R9.9 an address that the policy forbids is never connected to", async () => {
    const { port, requests } = await httpReceiver(otlpAt());
    const report = await probe(destination(`http://127.0.0.1:${port}`), { rules: { targets: "public" } });
    expect(notPassed(report)).toEqual(["tcp failed"]);
    expect(told(report)).toEqual(["target.blocked certain traces,metrics,logs: no fix"]);
    expect(requests).toEqual([]);
  });

  test("Outspan's own listener is never a target", async () => {
    const { port } = await httpReceiver(otlpAt());
    const rules = { listeners: [{ address: "127.0.0.1", port }] };
    const report = await probe(destination(`http://127.0.0.1:${port}`), { rules });
    expect(told(report)).toEqual(["target.self certain traces,metrics,logs: no fix"]);
  });
});

describe("credentials checked at all? (anonymous)", () => {
  const withToken = (port: number) =>
    destination(`http://127.0.0.1:${port}`, { auth: { type: "bearer", token: "good-token" } });
  const checked = (header: string | undefined) => header === "Bearer good-token";

  test("one empty request without credentials after the success; refused = checked", async () => {
    const { port, requests } = await httpReceiver(({ headers }) =>
      checked(headers.authorization) ? taken : { status: 401, type: "text/plain" },
    );
    const report = await probe(withToken(port), { anonymous: true });
    expect(report.verdict).toBe("accepted");
    expect(stageOf(report, "auth")?.summary).toBe("With credentials 200, without 401");
    expect(requests).toHaveLength(4);
    expect(withItems(requests)).toHaveLength(3);
  });

  test("accepted without = the key proves nothing: a warning", async () => {
    const { port } = await httpReceiver(() => taken);
    const report = await probe(withToken(port), { anonymous: true });
    expect(stageOf(report, "auth")?.status).toBe("warned");
    expect(report.verdict).toBe("warning");
  });
});
