// Healthy servers that differ in every way that is legal: none of them gets a diagnosis.
import { createServer as createHttpServer, type Server, type ServerResponse } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { ServerCredentials } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { type Asked, conformingGrpc, conformingHttp, type SayYes, typeOf } from "#lib/engine/testing/conforming";
import { listen } from "#lib/engine/testing/peers";
import { destination, grpcReceiver, probe } from "#lib/engine/testing/receivers";
import { type Signal, signals } from "#lib/otlp/signal";

type Options = Parameters<typeof probe>[1];

/** Green, without a word, and every signal's item taken once. */
async function expectHealthy(probed: ProbedDestination, taken: () => Signal[], options: Options = {}): Promise<void> {
  const { verdict, diagnosis, stages } = await probe(probed, options);
  const codes = diagnosis.map(({ code, title }) => `${code}: ${title}`);
  const warned = stages.filter(({ status }) => status === "warned" || status === "failed").map(({ stage }) => stage);
  expect({ verdict, codes, warned }).toEqual({ verdict: "accepted", codes: [], warned: [] });
  expect([...taken()].sort()).toEqual([...signals].sort());
}

const ok = (asked: Asked, more: Record<string, string | string[]> = {}) => ({ "content-type": typeOf(asked), ...more });
const hex = (bytes: string) => Buffer.from(bytes, "hex");
/** By hand on the connection itself, which ends with it. */
const rawly = (response: ServerResponse, head: string[], body = "") =>
  response.socket?.end(`${head.join("\r\n")}\r\n\r\n${body}`);

/** An empty partial_success, as a message of two bytes. */
const emptyPartial = hex("0a00");
/** Fields that no version of OTLP has: a varint, a string and a message with one inside. */
const unknownFields = hex(`7801${"8201026869"}${"8a010408011001"}`);

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
  [
    "by HTTP/1.0, with a length",
    (response) => rawly(response, ["HTTP/1.0 200 OK", "Content-Type: application/x-protobuf", "Content-Length: 0"]),
  ],
  [
    "by HTTP/1.0, until the connection ends",
    (response) => rawly(response, ["HTTP/1.0 200 OK", "Content-Type: application/json"], "{}"),
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

test("below a base path", async () => {
  const { port, taken } = await conformingHttp({ prefix: "/api/v2/otlp" });
  await expectHealthy(destination(`http://127.0.0.1:${port}/api/v2/otlp/`), () => taken);
});

test("paths and queries of its own for each signal, on three ports", async () => {
  const path = (signal: Signal) => `/in/${signal}?tenant=a&x=%20b`;
  const ports = await Promise.all(signals.map((signal) => conformingHttp({ paths: { [signal]: path(signal) } })));
  const own = (nth: number, signal: Signal) => ({
    enabled: true,
    connection: { endpoint: `http://127.0.0.1:${ports[nth]?.port}${path(signal)}` },
  });
  const probed = {
    ...destination("http://127.0.0.1:9"),
    signals: { traces: own(0, "traces"), metrics: own(1, "metrics"), logs: own(2, "logs") },
  };
  await expectHealthy(probed, () => ports.flatMap(({ taken }) => taken));
});

const hasIpv6 = await new Promise<boolean>((resolve) => {
  const server = createTcpServer();
  server.once("error", () => resolve(false));
  server.listen(0, "::1", () => server.close(() => resolve(true)));
});

test.skipIf(!hasIpv6)("on [::1] (skipped where this machine has no IPv6 loopback)", async () => {
  const { port, taken } = await conformingHttp({ host: "::1" });
  await expectHealthy(destination(`http://[::1]:${port}`), () => taken);
});

test("a name with several addresses, of which only the last answers", async () => {
  const { port, taken } = await conformingHttp();
  const lookup = async () => ["127.0.0.2", "127.0.0.1"].map((address) => ({ address }));
  await expectHealthy(destination(`http://receiver.test:${port}`), () => taken, { net: { lookup } });
});

const authority = makeAuthority("Test CA");
const pair = issue(authority, "peer", { names: ["127.0.0.1", "localhost"] });
const client = issue(authority, "outspan", { usage: "client" });
const ca = authority.cert;
const mutual = { ca, clientCert: client.cert, clientKey: client.key };

test.each([
  ["TLS by a private authority", pair, { ca }],
  ["TLS 1.2 only", { ...pair, maxVersion: "TLSv1.2" as const }, { ca }],
  ["TLS with the authority sent along", { ...pair, cert: pair.cert + authority.cert }, { ca }],
  ["mutual TLS", { ...pair, ca, requestCert: true, rejectUnauthorized: true }, mutual],
  [
    "mutual TLS by TLS 1.2",
    { ...pair, ca, requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" as const },
    mutual,
  ],
  ["a client certificate that may be left out", { ...pair, ca, requestCert: true, rejectUnauthorized: false }, { ca }],
  [
    "a name that is not its address",
    issue(authority, "inner", { names: ["inner.test"] }),
    { ca, serverName: "inner.test" },
  ],
])("%s", async (_how, tls, own) => {
  const { port, taken } = await conformingHttp({ tls });
  await expectHealthy(destination(`https://127.0.0.1:${port}`, { tls: own }), () => taken);
});

test("through a CONNECT proxy, in plain text and over TLS", async () => {
  const proxy = createHttpServer();
  proxy.on("connect", (request, from: Socket) => {
    const onward = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
      from.write("HTTP/1.1 200 Connection established\r\n\r\n");
      from.pipe(onward).pipe(from);
    });
    onward.on("error", () => from.destroy());
    from.on("close", () => onward.destroy());
  });
  const through = `http://127.0.0.1:${await listen(proxy as Server)}`;
  const plain = await conformingHttp();
  const secure = await conformingHttp({ tls: pair });
  await expectHealthy(destination(`http://127.0.0.1:${plain.port}`, { proxy: through }), () => plain.taken);
  await expectHealthy(
    destination(`https://127.0.0.1:${secure.port}`, { proxy: through, tls: { ca } }),
    () => secure.taken,
  );
});

const grpcWays: [how: string, ways: Parameters<typeof conformingGrpc>[0], connection?: Connection][] = [
  ["an empty message", {}],
  ["an empty partial_success", { message: emptyPartial }],
  ["fields that nobody knows", { message: unknownFields }],
  ["a gzip message", { isGzip: true, message: emptyPartial }],
  ["gzip both ways", { isGzip: true }, { compression: "gzip" }],
  [
    "metadata and trailers of its own",
    { metadata: { "x-node": "a", date: new Date().toUTCString() }, trailers: { "grpc-message": "", "x-took": "3" } },
  ],
];

test.each(grpcWays)("gRPC that answers with %s is healthy", async (_how, ways, connection) => {
  const { port, taken } = await conformingGrpc(ways);
  await expectHealthy(destination(`http://127.0.0.1:${port}`, { ...connection, transport: "grpc" }), () => taken);
});

test.each([
  ["in plain text", ServerCredentials.createInsecure(), "http", {}],
  [
    "over mutual TLS",
    ServerCredentials.createSsl(
      Buffer.from(ca),
      [{ cert_chain: Buffer.from(pair.cert), private_key: Buffer.from(pair.key) }],
      true,
    ),
    "https",
    mutual,
  ],
] as const)("grpc-js %s is healthy", async (_how, credentials, scheme, tls) => {
  const { port, requests } = await grpcReceiver(undefined, undefined, credentials);
  const probed = destination(`${scheme}://127.0.0.1:${port}`, { transport: "grpc", tls });
  await expectHealthy(probed, () => requests.map(({ signal }) => signal));
});

test("logs by gRPC beside traces and metrics by HTTP", async () => {
  const http = await conformingHttp();
  const grpc = await conformingGrpc();
  const shared = destination(`http://127.0.0.1:${http.port}`);
  const connection = { transport: "grpc" as const, endpoint: `http://127.0.0.1:${grpc.port}` };
  const probed = { ...shared, signals: { ...shared.signals, logs: { enabled: true, connection } } };
  await expectHealthy(probed, () => [...http.taken, ...grpc.taken]);
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
