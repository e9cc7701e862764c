import { expect, test } from "vitest";
import { judgeAnswer } from "#lib/engine/capabilities/verdict";
import { secretsOf } from "#lib/engine/redact";
import { destination } from "#lib/engine/testing/receivers";
import type { Exchange } from "#lib/otlp/observation";
import { readAnswer } from "#lib/otlp/response";

const secrets = secretsOf(destination("http://127.0.0.1:4318"), []);
const seen = (fault: Exchange["fault"]): Exchange => ({
  ...{ transport: "http", path: "/v1/traces", withCredentials: true, items: 1, startMs: 0, durationMs: 1 },
  ...{ answer: null, fault, timedOut: false },
});
const judge = (fault: Exchange["fault"]) => {
  const exchange = seen(fault);
  return judgeAnswer(exchange, readAnswer("traces", 1, exchange, { nowMs: 0, hide: (words) => words }), secrets);
};

test("without an answer only another protocol's words are a no: a broken or refused TLS session says nothing of the request", () => {
  const phase = "headers" as const;
  for (const code of ["ERR_SSL_BAD_RECORD", "ERR_TLS_X", "ECONNRESET", "EPIPE"]) {
    expect(judge({ code, message: "it broke", phase }).verdict).toBe("unknown");
  }
  expect(judge({ code: "HPE_INVALID_CONSTANT", message: "Expected HTTP/", phase }).verdict).toBe("refused");
  const firstBytes = Buffer.from("SSH-2.0-OpenSSH_9.6\r\n").toString("hex");
  expect(judge({ code: "ERR_HTTP2_ERROR", message: "Protocol error", phase, firstBytes })).toMatchObject({
    verdict: "refused",
    evidence: "Something else answers there: SSH-2.0-OpenSSH_9.6",
  });
});
