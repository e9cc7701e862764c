// Receivers that are reached in every way there is, over TLS, proxies, gRPC: none of them gets a diagnosis.
import { createServer as createHttpServer, type Server } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { ServerCredentials } from "@grpc/grpc-js";
import { test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import type { Connection } from "#lib/destination/schema";
import { conformingGrpc, conformingHttp } from "#lib/engine/testing/conforming";
import { emptyPartial, expectHealthy, unknownFields } from "#lib/engine/testing/healthy";
import { listen } from "#lib/engine/testing/peers";
import { destination, grpcReceiver } from "#lib/engine/testing/receivers";
import { type Signal, signals } from "#lib/otlp/signal";

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
