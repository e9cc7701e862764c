// What answers in the ways of products that the catalogue's own tests do not know: refusals of keys, bodies, rates and metrics that
// were once told wrongly, too surely or not at all.
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { describe, expect, test } from "vitest";
import type { Connection } from "#lib/destination/schema";
import { askPort } from "#lib/engine/probe-port";
import { connection, listen, network, untilAborted } from "#lib/engine/testing/peers";
import {
  type Answer,
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  otlpAt,
  probe,
  probeFixed,
  type Seen,
  told,
} from "#lib/engine/testing/receivers";
import { all } from "#lib/otlp/explain/testing/facts";

const ok = otlpAt();
const text = (status: number, body: string) => ({ status, type: "text/plain", body });
const json = (status: number, value: unknown, headers: Record<string, string> = {}) => ({
  ...{ status, type: "application/json", body: JSON.stringify(value), headers },
});
const hasItems = ({ bytes }: Seen) => bytes > 40;
const items = (reply: ReturnType<Answer>, path = "/v1/"): Answer => {
  return (seen, response) => (hasItems(seen) && seen.path.startsWith(path) ? reply : ok(seen, response));
};
const bearer: Connection = { auth: { type: "bearer", token: "t0ken-1234" } };

async function probeHttp(answer: Answer, more: Connection = {}, metrics = {}, net = {}) {
  const { port } = await httpReceiver(answer);
  const host = "lookup" in net ? "a1b2.execute-api.eu-west-1.amazonaws.com" : "127.0.0.1";
  const probed = destination(`http://${host}:${port}`, more);
  const signals = { ...probed.signals, metrics: { enabled: true, ...metrics } };
  const whole = { ...probed, signals };
  return { whole, report: await probe(whole, { net }) };
}
const keyed = (withKey: ReturnType<Answer>, without: ReturnType<Answer>) =>
  probeHttp(({ headers }) => (headers.authorization ? withKey : without), bearer);

describe("a key", () => {
  test("A01, A02 403 with and 401 without may be a key that is not known: neither is certain", async () => {
    const { report } = await keyed(json(403, { errors: ["Forbidden"] }), json(401, { errors: ["Unauthorized"] }));
    expect(told(report)).toEqual([
      `auth.no_permission likely ${all}: no fix`,
      `auth.missing_or_invalid possible ${all}: no fix`,
    ]);
  });

  test("A01 403 whose words are about the key", async () => {
    const { report } = await keyed(json(403, { message: "Invalid API key" }), json(401, { message: "key required" }));
    expect(told(report)[0]).toBe(`auth.missing_or_invalid likely ${all}: no fix`);
    expect(firstOf(report).advice).toContain("Invalid API key");
  });

  test("A02 the right that is missing is told", async () => {
    const scope = { error: { code: 403, message: "Token is missing required scope openTelemetryTrace.ingest" } };
    const { report } = await keyed(json(403, scope), { status: 401 });
    expect(told(report)).toEqual([`auth.no_permission certain ${all}: no fix`]);
    expect(firstOf(report).advice).toContain("openTelemetryTrace.ingest");
  });

  test("C10 escapes in the base64 behind Basic are decoded; C12 has no say", async () => {
    const right = `Basic ${btoa("12345:key=1")}`;
    const answer: Answer = (seen, response) =>
      seen.headers.authorization === right ? ok(seen, response) : text(401, "no");
    const headers = [{ name: "Authorization", value: right.replaceAll("=", "%3D") }];
    const { whole, report } = await probeHttp(answer, { headers });
    expect(firstOf(report)).toMatchObject({ code: "header.percent_encoding", certainty: "certain" });
    expect((await probeFixed(whole, firstOf(report))).verdict).toBe("accepted");
  });

  test("A06 is not certain at an API gateway, which says the same of a path that it does not know", async () => {
    const headers = { "x-amzn-errortype": "MissingAuthenticationTokenException", "x-amz-apigw-id": "a=" };
    const answer = () => json(403, { message: "Missing Authentication Token" }, headers);
    const net = { lookup: async () => [{ address: "127.0.0.1" }] };
    const { report } = await probeHttp(answer, bearer, {}, net);
    expect(told(report).join()).not.toMatch(/certain|likely/);
    expect(told(report).join()).toContain("aws.sigv4_missing possible");
  });

  test("C11 Kong's challenge Key is no scheme of Authorization", async () => {
    const answer = () => json(401, { message: "No API key found" }, { "www-authenticate": 'Key realm="kong"' });
    const { report } = await probeHttp(answer, bearer);
    expect(told(report)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
  });
});

describe("a body", () => {
  test("B05 is not certain where the item is refused for a reason of its own", async () => {
    const answer: Answer = (seen, response) => {
      if (seen.bytes > 100) return json(400, { error: "workspace archived" });
      return seen.headers["content-encoding"] ? text(400, "empty request") : ok(seen, response);
    };
    const { report } = await probeHttp(answer, { compression: "gzip" });
    expect(told(report).join()).not.toContain("certain");
  });

  test.each([
    [400, "span name too large: 300 characters"],
    [400, "cumulative size of attributes exceeds 64 KiB"],
    [400, "failed to parse tenant rule: unknown operator"],
    [500, "the queue 'full-text' does not exist"],
  ])("%d %s is about none of size, decoding or room", async (status, body) => {
    const { report } = await probeHttp(items(text(status, body)));
    expect(told(report)).toEqual([`unrecognised possible ${all}: no fix`]);
  });

  test("B14 a failure under a 200 is told", async () => {
    const { report } = await probeHttp(() => json(200, { status: "error", message: "dataset is locked" }));
    expect(report.verdict).toBe("warning");
    expect(firstOf(report).advice).toContain("dataset is locked");
  });
});

describe("a rate and a wait", () => {
  test("R02 names of limits count as words of a rate", async () => {
    const details = "LIVE_TRACES_EXCEEDED: per-user traces limit (local: 10000 actual local: 10000) exceeded";
    const { port } = await grpcReceiver(({ bytes }) => (bytes > 40 ? { code: 8, details } : {}));
    const report = await probe(destination(`http://127.0.0.1:${port}`, { transport: "grpc" }));
    expect(told(report)).toEqual([`throttle.grpc_no_retryinfo likely ${all}: no fix`]);
  });

  test("R06 over gRPC, by our own clock", async () => {
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      let bytes = 0;
      stream.on("error", () => {});
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      stream.on("end", () => {
        if (bytes > 40) return;
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(Buffer.alloc(5));
      });
    });
    const port = await listen(server as never);
    const report = await probe(destination(`http://127.0.0.1:${port}`, { transport: "grpc", timeoutMs: 300 }));
    expect(told(report)).toEqual([`backend.slow likely ${all}: Wait up to 600 ms`]);
  });

  test("N09 a server that answers nobody in time hangs up on a ClientHello: the port's answer says so", async () => {
    const { port } = await httpReceiver(() => null);
    const mute = await listen(createTcpServer());
    const asked = async (at: number) => {
      const question = { kind: "port", host: "127.0.0.1", port: at, signal: "traces" } as const;
      const limitsMs = { dns: 200, tcp: 200, proxy: 200, tls: 200 };
      return askPort(connection({ port: at }), question, network({}, { limitsMs }), untilAborted());
    };
    expect(await asked(port)).toMatchObject({ plain: "silent", tls: null, refusesTls: true });
    const silent = await asked(mute);
    expect(silent).toMatchObject({ plain: "silent", tls: null });
    expect(silent.refusesTls).toBeUndefined();
  });
});

describe("metrics", () => {
  const metrics = (reply: ReturnType<Answer>) => items(reply, "/v1/metrics");

  test.each([
    "metric up: AggregationTemporalityDelta is not supported by this backend",
    "non-cumulative monotonic sums are not supported",
  ])("M01 %s", async (body) => {
    const { report } = await probeHttp(metrics(text(400, body)), {}, { temporality: "delta" });
    expect(told(report)).toEqual(["metrics.delta_rejected likely metrics: Use Cumulative"]);
  });

  test.each(["metric name http.delta.bytes contains invalid characters", "attribute 'temporality' is not allowed"])(
    "M01, M02 are not claimed for: %s",
    async (body) => {
      const { report } = await probeHttp(metrics(text(400, body)), {}, { temporality: "delta" });
      expect(told(report)).toEqual(["unrecognised possible metrics: no fix"]);
    },
  );

  test.each(["native histograms are disabled for this tenant", "unhandled metric type EXPONENTIAL_HISTOGRAM"])(
    "M07 %s",
    async (body) => {
      const { report } = await probeHttp(metrics(text(400, body)), {}, { histograms: "exponential" });
      expect(told(report)[0]).toMatch(/^metrics\.type_unsupported (likely|certain) metrics: /);
    },
  );
});
