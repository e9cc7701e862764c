// The stock exporter over our own socket: what it sends, what it must not send, and what its refusal comes to.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import {
  destination,
  grpcReceiver,
  httpReceiver,
  otlpAt,
  probe,
  type Seen,
  taken,
} from "#lib/engine/testing/receivers";
import type { Report } from "#lib/otlp/report";

const sdkOf = ({ stages }: Report) => stages.at(-1);
const bySdk = (requests: Seen[]) =>
  requests.filter(
    ({ headers }) => /JavaScript/.test(headers["user-agent"] ?? "") && headers["transfer-encoding"] === "chunked",
  );

beforeEach(() => {
  process.env.OTEL_EXPORTER_OTLP_HEADERS = "x-leak=from-the-environment";
  process.env.OTEL_EXPORTER_OTLP_METRICS_HEADERS = "x-leak-too=from-the-environment";
});
afterEach(() => {
  delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
  delete process.env.OTEL_EXPORTER_OTLP_METRICS_HEADERS;
});

describe("accepted", () => {
  test.each([
    ["json", "application/json"],
    ["protobuf", "application/x-protobuf"],
  ] as const)(
    "one metric in %s, with the destination's headers and none of the process's own",
    async (encoding, type) => {
      const { port, requests } = await httpReceiver(otlpAt());
      const more = { encoding, compression: "gzip" as const, headers: [{ name: "api-key", value: "the-key" }] };
      const report = await probe(destination(`http://127.0.0.1:${port}`, more), { sdk: true });
      expect(sdkOf(report)).toMatchObject({ stage: "sdk", status: "passed", signals: ["metrics"] });
      expect(report.verdict).toBe("accepted");
      const sent = bySdk(requests);
      expect(sent).toHaveLength(1);
      expect(sent[0]).toMatchObject({
        path: "/v1/metrics",
        headers: { "content-type": type, "api-key": "the-key", "content-encoding": "gzip" },
      });
      expect(JSON.stringify(sent)).not.toContain("from-the-environment");
      expect(process.env.OTEL_EXPORTER_OTLP_HEADERS).toBe("x-leak=from-the-environment");
    },
  );

  test("over TLS with a private authority", async () => {
    const authority = makeAuthority("Test CA");
    const { port, requests } = await httpReceiver(otlpAt(), issue(authority, "peer", { names: ["127.0.0.1"] }));
    const report = await probe(destination(`https://127.0.0.1:${port}`, { tls: { ca: authority.cert } }), {
      sdk: true,
    });
    expect(sdkOf(report)?.status).toBe("passed");
    expect(bySdk(requests)).toHaveLength(1);
  });
});

test("P11 refused because of its framing: our request passed, so the verdict is a warning", async () => {
  const { port } = await httpReceiver(({ headers }) =>
    headers["content-length"] === undefined ? { status: 411 } : taken,
  );
  const report = await probe(destination(`http://127.0.0.1:${port}`), { sdk: true });
  expect(sdkOf(report)?.status).toBe("failed");
  expect(report.diagnosis.map(({ code, certainty }) => `${code} ${certainty}`)).toEqual([
    "http.chunked_rejected certain",
  ]);
  expect(report.verdict).toBe("warning");
});

describe("skipped, with the reason", () => {
  test("for gRPC", async () => {
    const { port } = await grpcReceiver();
    const report = await probe(destination(`http://127.0.0.1:${port}`, { transport: "grpc" }), { sdk: true });
    expect(sdkOf(report)).toMatchObject({ stage: "sdk", status: "skipped" });
    expect(sdkOf(report)?.summary).toContain("gRPC");
    expect(report.verdict).toBe("accepted");
  });

  test("without metrics, and where metrics were not accepted", async () => {
    const { port, requests } = await httpReceiver(otlpAt("", ["traces"]));
    const shared = destination(`http://127.0.0.1:${port}`);
    const off = await probe({ ...shared, signals: { traces: { enabled: true } } }, { sdk: true });
    expect(sdkOf(off)).toMatchObject({ status: "skipped", summary: expect.stringContaining("Metrics are off") });
    const refused = await probe(shared, { sdk: true });
    expect(sdkOf(refused)).toMatchObject({ stage: "sdk", status: "skipped", summary: "Metrics were not accepted" });
    expect(bySdk(requests)).toEqual([]);
  });
});
