// R3.10, and its limit: texts lose their secrets, the shape of a report and its fixes never change.
import { describe, expect, test } from "vitest";
import type { Fix } from "#lib/destination/problem";
import { cleanDiagnosis, cleanStage, secretsOf, withoutSecrets } from "#lib/engine/redact";
import { destination } from "#lib/engine/testing/receivers";
import type { Exchange } from "#lib/otlp/observation";
import type { Diagnosis } from "#lib/otlp/report";

const secretsFor = (value: string, endpoint = "https://localhost:4318") =>
  secretsOf(destination(endpoint, { headers: [{ name: "X-Key", value }] }), []);

const diagnosis = (fix: Fix | null): Diagnosis => ({
  code: "port.tls_to_plain",
  certainty: "certain",
  signals: ["traces"],
  title: "A certain port of localhost lets traces in",
  advice: "Try localhost",
  fix,
});
const setting = (value: Fix["changes"][number]): Fix => ({ label: "Use localhost", changes: [value] });

describe("a diagnosis", () => {
  test("loses a secret in its texts and keeps code, certainty and signals", () => {
    for (const [value, title] of [
      ["certain", "A [hidden] port of localhost lets traces in"],
      ["traces", "A certain port of localhost lets [hidden] in"],
    ] as const) {
      expect(cleanDiagnosis(diagnosis(null), secretsFor(value))).toEqual({ ...diagnosis(null), title });
    }
  });

  test("keeps a fix with a secret that the operator typed in clear as well, path and value as they are", () => {
    const fix = setting({ path: "/connection/endpoint", value: "http://localhost:4318" });
    expect(cleanDiagnosis(diagnosis(fix), secretsFor("localhost")).fix).toEqual({ ...fix, label: "Use [hidden]" });
    expect(cleanDiagnosis(diagnosis(fix), secretsFor("connection")).fix).toEqual(fix);
    const own = setting({ path: "/signals/traces/connection/endpoint", value: "http://localhost:4318/v1/traces" });
    expect(cleanDiagnosis(diagnosis(own), secretsFor("traces")).fix?.changes).toEqual(own.changes);
    const cleaning = setting({ path: "/connection/headers/0/value", transform: "trim" });
    expect(cleanDiagnosis(diagnosis(cleaning), secretsFor("trim")).fix).toEqual(cleaning);
  });

  test.each([
    ["an endpoint", "https://localhost:4318/s3cret"],
    ["a part of an object", { serverName: "s3cret.example" }],
    ["an encoded one", "https://localhost:4318/czNjcmV0"],
    ["a place where one was taken out", "https://localhost:4318/[hidden]"],
    ["such a place, encoded", "https://localhost:4318/%5Bhidden%5D"],
  ])("has no fix that would tell a secret: %s", (_name, value) => {
    const fix = setting({ path: "/connection/endpoint", value });
    expect(cleanDiagnosis(diagnosis(fix), secretsFor("s3cret")).fix).toBeNull();
  });
});

test("evidence loses secrets in what the peer and the system said; keys, codes, ids and typed values stay", () => {
  const evidence = {
    ids: { trace: "abcd" },
    host: "abcd.example",
    error: { code: "ABCD", message: "abcd" },
    answers: { abcd: { path: "/abcd", headers: { server: "abcd" } } },
    names: ["abcd"],
  };
  expect(cleanStage({ summary: "abcd", evidence }, secretsFor("abcd"))).toEqual({
    summary: "[hidden]",
    evidence: {
      ids: { trace: "abcd" },
      host: "abcd.example",
      error: { code: "ABCD", message: "[hidden]" },
      answers: { abcd: { path: "/abcd", headers: { server: "[hidden]" } } },
      names: ["[hidden]"],
    },
  });
});

describe("an exchange", () => {
  const exchange: Exchange = {
    startMs: 0,
    durationMs: 1,
    transport: "http",
    path: "/v1/traces",
    withCredentials: true,
    items: 1,
    answer: {
      httpVersion: "1.1",
      status: 307,
      statusText: "go to s3cret",
      headers: {
        "content-type": "text/plain",
        location: "http://localhost:4318/s3cret",
        "x-ratelimit-s3cret": "1",
        "x-ratelimit-limit": "2",
      },
      trailers: {},
      contentType: "text/plain",
      body: Buffer.from("s3cret!"),
      truncated: false,
    },
    fault: { code: "HPE_INVALID_CONSTANT", message: "s3cret?", firstBytes: "00733363726574", phase: "headers" },
    timedOut: false,
  };

  test("loses a secret wherever the peer may repeat it, in the name of a header too, and keeps its bytes in place", () => {
    expect(withoutSecrets(exchange, secretsFor("s3cret"))).toMatchObject({
      answer: {
        statusText: "go to [hidden]",
        headers: { location: "http://localhost:4318/[hidden]", "x-ratelimit-limit": "2" },
        body: Buffer.from("******!"),
      },
      fault: { code: "HPE_INVALID_CONSTANT", message: "[hidden]?", firstBytes: "002a2a2a2a2a2a" },
    });
    expect(JSON.stringify(withoutSecrets(exchange, secretsFor("s3cret")))).not.toContain("s3cret");
  });

  test.each(["localhost", "location", "content-type", "traces"])("is read as it came when %s is a secret", (value) => {
    const { answer } = withoutSecrets(exchange, secretsFor(value));
    expect(answer?.headers).toEqual(exchange.answer?.headers);
  });
});
