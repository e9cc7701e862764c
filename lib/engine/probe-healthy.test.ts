// Receivers that answer in every way that is legal: none of them gets a diagnosis.
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Connection } from "#lib/destination/schema";
import { type Asked, conformingHttp, type SayYes, typeOf } from "#lib/engine/testing/conforming";
import { emptyPartial, expectHealthy, hex, unknownFields } from "#lib/engine/testing/healthy";
import { destination, probe } from "#lib/engine/testing/receivers";

const ok = (asked: Asked, more: Record<string, string | string[]> = {}) => ({ "content-type": typeOf(asked), ...more });
/** By hand on the connection itself, which ends with it. */
const rawly = (response: ServerResponse, head: string[], body = "") =>
  response.socket?.end(`${head.join("\r\n")}\r\n\r\n${body}`);

const answers: [how: string, yes: SayYes, connection?: Connection][] = [
  ["nothing in a Protobuf body", (response, asked) => response.writeHead(200, ok(asked)).end()],
  ["an empty partial_success", (response, asked) => response.writeHead(200, ok(asked)).end(emptyPartial)],
  ["fields that nobody knows", (response, asked) => response.writeHead(200, ok(asked)).end(unknownFields)],
  [
    "nothing rejected and nothing said",
    (response, asked) => response.writeHead(200, ok(asked)).end(hex("0a0408001200")),
  ],
  [
    "a body in chunks",
    (response, asked) => {
      response.writeHead(200, ok(asked)).write(emptyPartial.subarray(0, 1));
      response.end(emptyPartial.subarray(1));
    },
  ],
  [
    "chunks and a trailer",
    (response, asked) => {
      response.writeHead(200, ok(asked, { trailer: "x-checksum" })).write(emptyPartial);
      response.addTrailers({ "x-checksum": "0a00" });
      response.end();
    },
  ],
  [
    "a gzip body that nobody asked for",
    (response, asked) => response.writeHead(200, ok(asked, { "content-encoding": "gzip" })).end(gzipSync(emptyPartial)),
  ],
  ["no content type", (response) => response.writeHead(200).end()],
  [
    "a content type with a parameter",
    (response) => response.writeHead(200, { "content-type": "application/x-protobuf; charset=utf-8" }).end(),
  ],
  [
    "a content type in other letters",
    (response) => response.writeHead(200, { "Content-Type": "Application/X-Protobuf" }).end(emptyPartial),
  ],
  ["JSON to Protobuf", (response) => response.writeHead(200, { "content-type": "application/json" }).end("{}")],
  ["{} to JSON", (response, asked) => response.writeHead(200, ok(asked)).end("{}"), { encoding: "json" }],
  ["{} in lines", (response, asked) => response.writeHead(200, ok(asked)).end(" {\r\n}\n"), { encoding: "json" }],
  [
    "an empty partialSuccess",
    (response, asked) => response.writeHead(200, ok(asked)).end('{"partialSuccess":{}}'),
    { encoding: "json" },
  ],
  [
    "a count of none rejected, as text",
    (response, { signal, ...asked }) => {
      const field = { traces: "rejectedSpans", metrics: "rejectedDataPoints", logs: "rejectedLogRecords" }[signal];
      const partialSuccess = { [field]: "0", errorMessage: "" };
      response.writeHead(200, ok({ signal, ...asked })).end(JSON.stringify({ partialSuccess }));
    },
    { encoding: "json" },
  ],
  [
    "JSON with keys that nobody knows",
    (response, asked) =>
      response
        .writeHead(200, ok(asked, { "content-type": "application/json; charset=utf-8" }))
        .end('{"partialSuccess":null,"requestId":"8f2","took":{"ms":[1,2.5,true]}}'),
    { encoding: "json" },
  ],
  ["no body to JSON", (response, asked) => response.writeHead(200, ok(asked)).end(), { encoding: "json" }],
  ["yes after 300 ms", (response, asked) => setTimeout(() => response.writeHead(200, ok(asked)).end(), 300)],
  ["Connection: close", (response, asked) => response.writeHead(200, ok(asked, { connection: "close" })).end()],
  [
    "and hangs up without a word of it",
    (response, asked) => {
      const { socket } = response;
      response.once("finish", () => socket?.end());
      response.writeHead(200, ok(asked)).end();
    },
  ],
  ["without a reason phrase", (response) => rawly(response, ["HTTP/1.1 200 ", "content-length: 0"])],
  ["with a reason of its own", (response, asked) => response.writeHead(200, "Thank you", ok(asked)).end()],
  [
    "early hints first (103)",
    (response, asked) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
      response.writeHead(200, ok(asked)).end();
    },
  ],
  [
    "that it works on it, twice (102)",
    (response, asked) => {
      response.writeProcessing();
      response.writeProcessing();
      response.writeHead(200, ok(asked)).end();
    },
  ],
  [
    "with a hundred headers, cookies and limits among them",
    (response, asked) => {
      const many = Object.fromEntries(Array.from({ length: 100 }, (_, nth) => [`x-trace-${nth}`, `value ${nth}`]));
      const told = {
        "set-cookie": ["a=1", "b=2"],
        "x-ratelimit-remaining": "99",
        server: "Example/9",
        via: "1.1 edge",
      };
      response.writeHead(200, ok(asked, { ...many, ...told })).end();
    },
  ],
  [
    "without a Date",
    (response, asked) => {
      response.sendDate = false;
      response.writeHead(200, ok(asked)).end();
    },
  ],
];

test.each(answers)("a receiver that answers %s is healthy", async (_how, yes, connection) => {
  const { port, taken } = await conformingHttp({ yes });
  await expectHealthy(destination(`http://127.0.0.1:${port}`, connection), () => taken);
});

const settings: [how: string, connection: Connection, key?: [string, string]][] = [
  ["gzip requests", { compression: "gzip" }],
  ["gzip JSON", { compression: "gzip", encoding: "json" }],
  ["a bearer token", { auth: { type: "bearer", token: "t0ken-abc" } }, ["authorization", "Bearer t0ken-abc"]],
  [
    "a user and a password",
    { auth: { type: "basic", username: "u", password: "p4ssword" } },
    ["authorization", "Basic dTpwNHNzd29yZA=="],
  ],
  ["a key in a header", { headers: [{ name: "Api-Key", value: "k3y-value" }] }, ["api-key", "k3y-value"]],
  [
    "a tenant that may be read",
    { headers: [{ name: "X-Scope-OrgID", value: "team-a", secret: false }] },
    ["x-scope-orgid", "team-a"],
  ],
];

test.each(settings)("a receiver that wants %s is healthy", async (_how, connection, key) => {
  const { port, taken } = await conformingHttp(key ? { key } : {});
  await expectHealthy(destination(`http://127.0.0.1:${port}`, connection), () => taken);
});

test("a key is not read where none is wanted: that alone is no diagnosis", async () => {
  const { port, taken } = await conformingHttp();
  await expectHealthy(
    destination(`http://127.0.0.1:${port}`, { auth: { type: "bearer", token: "t0ken" } }),
    () => taken,
  );
});

test("the same receiver with a clock that is an hour off is healthy but for that", async () => {
  const wrong = () => new Date(Date.now() - 3_600_000).toUTCString();
  const { port } = await conformingHttp({
    yes: (response, asked) => response.writeHead(200, ok(asked, { date: wrong() })).end(),
  });
  const { verdict, diagnosis } = await probe(destination(`http://127.0.0.1:${port}`));
  expect(verdict).toBe("warning");
  expect(diagnosis.map(({ code, certainty, signals: whose }) => `${code} ${certainty} ${whose}`)).toEqual([
    "clock.skew certain traces,metrics,logs",
  ]);
  expect(diagnosis[0]?.advice).toContain("look at its time zone");
});
