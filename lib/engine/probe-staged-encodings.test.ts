// Encodings and compression: receivers that read one form alone, in words of their own, and what is healthy although it looks odd.
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { grpcRefusingGzip } from "#lib/engine/testing/grpc-without-gzip";
import { partialBody, statusAnswer } from "#lib/engine/testing/otlp-answers";
import {
  type Answer,
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notPassed,
  probe,
  probeFixed,
  type Seen,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const json = { status: 200, type: "application/json", body: "{}" };
const isJson = ({ headers }: Seen) => headers["content-type"] === "application/json";
const text = (status: number, body: string) => ({ status, type: "text/plain", body });

describe("B01 and B02: one encoding alone", () => {
  test.each([
    ["415", () => text(415, "")],
    ["a decoder's 400", ({ bytes }: Seen) => text(400, `Unexpected token in JSON at position ${bytes}`)],
    ["a framework's 500", () => ({ status: 500, type: "application/json", body: '{"error":"body is not an object"}' })],
  ])("B02 protobuf.unsupported: %s; JSON is one click away", async (_what, refusal) => {
    const { port } = await httpReceiver((seen) => (isJson(seen) ? json : refusal(seen)));
    const probed = destination(`http://127.0.0.1:${port}`);
    const report = await probe(probed);
    expect(told(report)).toEqual([`protobuf.unsupported certain ${all}: Use JSON`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("B01 with gzip on is not taken for B05: Protobuf with gzip is read", async () => {
    const { port } = await httpReceiver((seen) => (isJson(seen) ? text(500, "InvalidHeader(content-type)") : taken));
    const probed = destination(`http://127.0.0.1:${port}`, { encoding: "json", compression: "gzip" });
    const report = await probe(probed);
    expect(told(report)).toEqual([`json.unsupported certain ${all}: Use Protobuf`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("neither is named where both encodings get the same refusal", async () => {
    const { port } = await httpReceiver(() => text(400, "not today"));
    for (const encoding of ["json", "protobuf"] as const) {
      const report = await probe(destination(`http://127.0.0.1:${port}`, { encoding }));
      expect(told(report)).toEqual([`unrecognised possible ${all}: no fix`]);
    }
  });
});

describe("B03 body.parse_error", () => {
  /** Reads integers alone where OTLP writes text. */
  const strict =
    (words: string): Answer =>
    (seen) => {
      if (!isJson(seen)) return taken;
      return seen.body.includes('UnixNano":"') ? text(400, words) : json;
    };

  test.each([
    "json: cannot unmarshal string into a field of type uint64",
    'invalid type: string "17…", expected u64 at line 1',
    "Failed to parse request body: TimeUnixNano",
  ])("%s: Protobuf is one click away", async (words) => {
    const { port } = await httpReceiver(strict(words));
    const probed = destination(`http://127.0.0.1:${port}`, { encoding: "json" });
    const report = await probe(probed);
    expect(told(report)).toEqual([`body.parse_error likely ${all}: Use Protobuf`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("in Protobuf and as a Status, JSON is offered where it is taken", async () => {
    const { port } = await httpReceiver((seen) => {
      if (isJson(seen)) return json;
      return seen.bytes === 0 ? taken : statusAnswer(400, "proto: wrong wireType = 2 for field Count");
    });
    const probed = destination(`http://127.0.0.1:${port}`);
    const report = await probe(probed);
    expect(told(report)).toEqual([`body.parse_error likely ${all}: Use JSON`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });
});

describe("B05 gzip.unsupported_or_broken", () => {
  const unpacked: [string, (seen: Seen) => ReturnType<typeof text>][] = [
    ["a parser that meets the compressed bytes", () => text(400, "illegal wireType 7 at byte 1")],
    ["415", () => text(415, "")],
    ["its own words", () => text(400, "Content-Encoding gzip is not one of: identity")],
    ["a proxy that dropped the header", () => text(500, "decoding failed: 0x1f8b")],
  ];
  test.each(unpacked)("HTTP, %s; no compression is one click away", async (_what, refusal) => {
    const { port } = await httpReceiver((seen) => (seen.headers["content-encoding"] ? refusal(seen) : taken));
    const probed = destination(`http://127.0.0.1:${port}`, { compression: "gzip" });
    const report = await probe(probed);
    expect(told(report)).toEqual([`gzip.unsupported_or_broken certain ${all}: Use no compression`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test.each([undefined, "identity, deflate"])("gRPC 12, grpc-accept-encoding %s", async (accepts) => {
    const port = await grpcRefusingGzip("grpc: Decompressor is not installed for grpc-encoding", accepts);
    const probed = destination(`http://127.0.0.1:${port}`, { transport: "grpc", compression: "gzip" });
    const report = await probe(probed);
    expect(told(report)).toEqual([`gzip.unsupported_or_broken certain ${all}: Use no compression`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("is not named for a receiver that reads gzip and refuses something else", async () => {
    const { port } = await httpReceiver((seen) => {
      const body = seen.headers["content-encoding"] === "gzip" ? gunzipSync(seen.body) : seen.body;
      return body.length > 0 ? text(400, "gzip level of your plan is exhausted") : taken;
    });
    const report = await probe(destination(`http://127.0.0.1:${port}`, { compression: "gzip" }));
    expect(told(report).join()).not.toContain("gzip.");
  });
});

describe("healthy, or nothing that a client can judge", () => {
  test("B08 JSON in answer to Protobuf is read by its own type: no diagnosis", async () => {
    const { port } = await httpReceiver(() => ({ ...json, body: '{"partialSuccess":{}}' }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(report.verdict).toBe("accepted");
    expect(report.diagnosis).toEqual([]);
  });

  test("B11 an empty partial success is success, over HTTP and gRPC", async () => {
    const body = partialBody(0, "");
    const http = await httpReceiver(() => ({ ...taken, body }));
    const grpc = await grpcReceiver(() => ({ body }));
    for (const probed of [
      destination(`http://127.0.0.1:${http.port}`),
      destination(`http://127.0.0.1:${grpc.port}`, { transport: "grpc" }),
    ]) {
      const report = await probe(probed);
      expect([report.verdict, report.diagnosis]).toEqual(["accepted", []]);
    }
  });

  test.each([202, 204])("B12 %i is told in the evidence, and is no failure", async (status) => {
    const { port } = await httpReceiver(() => ({ status }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(report.diagnosis).toEqual([]);
    expect(report.verdict).toBe("accepted");
    expect(report.stages.at(-1)?.evidence).toMatchObject({ nonConformant: `answered ${status} in place of 200` });
  });

  test("B09 a receiver that refuses empty requests is taken for nothing by that", async () => {
    const picky: Answer = (seen) => {
      const body = seen.headers["content-encoding"] === "gzip" ? gunzipSync(seen.body) : seen.body;
      return body.length <= 2 ? text(400, "empty request") : text(400, "policy says no");
    };
    const { port } = await httpReceiver(picky);
    for (const more of [{}, { compression: "gzip" }, { encoding: "json" }] as const) {
      const report = await probe(destination(`http://127.0.0.1:${port}`, more));
      expect(told(report)).toEqual([`unrecognised possible ${all}: no fix`]);
      expect(notPassed(report)).toEqual(["traces failed", "metrics failed", "logs failed"]);
    }
  });

  test("B09 a receiver that takes empty JSON and refuses empty Protobuf, and the items for their own reason", async () => {
    const { port } = await httpReceiver((seen) => {
      if (isJson(seen)) return json;
      return text(400, seen.bytes === 0 ? "no items" : "service.name is reserved");
    });
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(told(report)).toEqual([`unrecognised possible ${all}: no fix`]);
  });
});
