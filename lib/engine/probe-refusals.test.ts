// What a receiver refuses: credentials, encodings, sizes, items, rates. Staged with real servers and named.
import { describe, expect, test } from "vitest";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notPassed,
  probe,
  probeFixed,
  taken,
  told,
  withItems,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";

describe("credentials", () => {
  const keyed = (port: number, token = "a-wrong-key") =>
    destination(`http://127.0.0.1:${port}`, { auth: { type: "bearer", token } });

  test("A01 none set: the server asks for some", async () => {
    const { port, requests } = await httpReceiver(() => ({ status: 401, type: "text/plain", body: "no key" }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["auth failed"]);
    expect(told(report)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
    expect(withItems(requests)).toHaveLength(3);
  });

  test("A01 a wrong key: the same item is tried once without credentials, no more", async () => {
    const { port, requests } = await httpReceiver(() => ({ status: 401, type: "text/plain", body: "unknown key" }));
    const report = await probe(keyed(port));
    expect(notPassed(report)).toEqual(["auth failed"]);
    expect(firstOf(report)).toMatchObject({ code: "auth.missing_or_invalid", certainty: "certain" });
    expect(firstOf(report).title).toContain("wrong or not read");
    const [anonymous, ...more] = withItems(requests).filter(({ headers }) => headers.authorization === undefined);
    expect(anonymous).toBeDefined();
    expect(more).toEqual([]);
    expect(withItems(requests)).toHaveLength(4);
  });

  test("A01 a key that is refused where none is needed: removing it is green", async () => {
    const { port } = await httpReceiver(({ headers }) => (headers.authorization ? { status: 401 } : taken));
    const report = await probe(keyed(port));
    expect(told(report)).toEqual([`auth.missing_or_invalid certain ${all}: Remove the credentials`]);
    expect((await probeFixed(keyed(port), firstOf(report))).verdict).toBe("accepted");
  });

  test("A02 403 for want of a scope with the key, 401 without: the key is right and may not", async () => {
    const { port } = await httpReceiver(({ headers }) => ({
      status: headers.authorization ? 403 : 401,
      type: "text/plain",
      body: headers.authorization ? "this key lacks the scope ingest" : "",
    }));
    const report = await probe(keyed(port));
    expect(notPassed(report)).toEqual(["auth failed"]);
    expect(told(report)).toEqual([`auth.no_permission certain ${all}: no fix`]);
  });

  test("A01 and A02 cannot be told apart when 403 comes either way: both are possible", async () => {
    const { port } = await httpReceiver(() => ({ status: 403, type: "text/plain", body: "Forbidden" }));
    const report = await probe(keyed(port));
    expect(told(report)).toEqual([
      `auth.missing_or_invalid possible ${all}: no fix`,
      `auth.no_permission possible ${all}: no fix`,
    ]);
  });

  test("over gRPC: UNAUTHENTICATED and PERMISSION_DENIED are the auth stage's too", async () => {
    const { port } = await grpcReceiver(({ metadata }) => ({
      code: metadata.get("authorization").length > 0 ? 7 : 16,
    }));
    const report = await probe({ ...keyed(port), connection: { ...keyed(port).connection, transport: "grpc" } });
    expect(notPassed(report)).toEqual(["auth failed"]);
    expect(told(report)).toEqual([`auth.no_permission certain ${all}: no fix`]);
  });
});

describe("payload and capacity", () => {
  test("B01 json.unsupported: Protobuf is one click away", async () => {
    const { port } = await httpReceiver(({ headers }) =>
      headers["content-type"] === "application/json" ? { status: 415, type: "text/plain" } : taken,
    );
    const probed = destination(`http://127.0.0.1:${port}`, { encoding: "json" });
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["traces failed", "metrics failed", "logs failed"]);
    expect(told(report)).toEqual([`json.unsupported certain ${all}: Use Protobuf`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("B01 is not claimed for a 400 that Protobuf gets as well", async () => {
    const { port } = await httpReceiver(() => ({ status: 400, type: "text/plain", body: "bad timestamp" }));
    const report = await probe(destination(`http://127.0.0.1:${port}`, { encoding: "json" }));
    expect(report.diagnosis.map(({ code }) => code)).toEqual(["unrecognised"]);
  });

  test("B06 body.too_large_http: 413, and a Collector's 400 with those words", async () => {
    const { port } = await httpReceiver(({ path }) =>
      path === "/v1/logs" ? { status: 413 } : { status: 400, type: "text/plain", body: "http: request body too large" },
    );
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(new Set(report.diagnosis.map(({ code }) => code))).toEqual(new Set(["body.too_large_http"]));
    expect(notPassed(report)).toEqual(["traces failed", "metrics failed", "logs failed"]);
  });

  test("B10 partial.everything_rejected: 200 is a failure", async () => {
    const body = JSON.stringify({ partialSuccess: { rejectedSpans: "1", errorMessage: "no spans today" } });
    const { port } = await httpReceiver(({ path }) =>
      path === "/v1/traces" ? { status: 200, type: "application/json", body } : taken,
    );
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["traces failed"]);
    expect(told(report)).toEqual(["partial.everything_rejected certain traces: no fix"]);
    expect(firstOf(report).advice).toContain("no spans today");
  });

  test("B14 partial.warning: accepted, and the verdict is a warning", async () => {
    const body = JSON.stringify({ partialSuccess: { errorMessage: "use newer names" } });
    const { port } = await httpReceiver(() => ({ status: 200, type: "application/json", body }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(told(report)).toEqual([`partial.warning certain ${all}: no fix`]);
    expect(report.verdict).toBe("warning");
  });

  test("R01 throttle.429 with its Retry-After", async () => {
    const { port } = await httpReceiver(() => ({ status: 429, headers: { "retry-after": "30" } }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(firstOf(report)).toMatchObject({ code: "throttle.429", certainty: "certain" });
    expect(firstOf(report).advice).toContain("30 s");
  });

  test("503 is not recognised, and the server's words are shown", async () => {
    const { port } = await httpReceiver(() => ({
      status: 503,
      type: "text/plain",
      body: "the backend is being upgraded",
    }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(told(report)).toEqual([`unrecognised possible ${all}: no fix`]);
    expect(firstOf(report).advice).toContain("being upgraded");
  });
});
