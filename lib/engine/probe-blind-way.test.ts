// The way to a receiver as products answer on it, staged by the catalogue's words alone: wrong settings, proxies, ports, TLS and paths.
// What these servers say was once misread; failures that are told right from the start are staged beside the stages they belong to.
import { connect, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notFound,
  otlpAt,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const authority = makeAuthority("Staging Root");
const names = ["localhost", "127.0.0.1", "otlp.vendor.example"];
const pair = issue(authority, "localhost", { names });
const ca = authority.cert;
const at = (port: number) => `http://127.0.0.1:${port}`;
const here = { net: { lookup: async () => [{ address: "127.0.0.1" }] } };
const tracesAlone = (endpoint: string) => ({ ...destination(endpoint), signals: { traces: { enabled: true } } });

describe("settings", () => {
  test("C02 grpc:// where HTTP is chosen: one click to gRPC", async () => {
    const { port } = await grpcReceiver();
    const typed = destination(`grpc://127.0.0.1:${port}`);
    const report = await probe(typed);
    expect(told(report)).toEqual([`url.wrong_scheme certain ${all}: Switch to gRPC`]);
    expect((await probeFixed(typed, firstOf(report))).verdict).toBe("accepted");
  });

  test("C02 dns:/// of a gRPC library: one click to what the port speaks", async () => {
    const { port } = await grpcReceiver();
    const typed = destination(`dns:///127.0.0.1:${port}`, { transport: "grpc" });
    const report = await probe(typed);
    expect(told(report)).toEqual([`url.wrong_scheme certain ${all}: Use ${at(port)}`]);
    expect((await probeFixed(typed, firstOf(report))).verdict).toBe("accepted");
  });

  test("C05 the path of a gRPC method is dropped, not taken for HTTP's", async () => {
    const { port } = await grpcReceiver();
    const method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    const typed = destination(at(port) + method, { transport: "grpc" });
    const report = await probe(typed);
    expect(firstOf(report)).toMatchObject({ code: "grpc.path_in_target", certainty: "certain" });
    expect((await probeFixed(typed, firstOf(report))).verdict).toBe("accepted");
  });

  test("C10 escapes in the padding of Basic are C10, not C12", async () => {
    const right = `Basic ${Buffer.from("user:pass1").toString("base64")}`;
    const { port } = await httpReceiver(({ headers }) => (headers.authorization === right ? taken : { status: 401 }));
    const value = right.replaceAll("=", "%3D");
    const typed = destination(at(port), { headers: [{ name: "authorization", value, secret: true }] });
    const report = await probe(typed);
    expect(told(report)).toEqual([`header.percent_encoding certain ${all}: Decode the value`]);
    expect((await probeFixed(typed, firstOf(report))).verdict).toBe("accepted");
  });
});

describe("route and proxy", () => {
  test.each(["http", "grpc"] as const)("N05, N10 reset as soon as it is open, over %s", async (transport) => {
    const port = await listen(createServer((socket) => socket.resetAndDestroy()));
    expect(told(await probe(destination(at(port), { transport })))).toEqual([
      `tcp.refused_container_localhost possible ${all}: no fix`,
      `tcp.reset possible ${all}: no fix`,
    ]);
  });

  test("N06 ::1 typed out, and only 127.0.0.1 listens", async () => {
    const { port } = await httpReceiver(otlpAt());
    const typed = destination(`http://[::1]:${port}`);
    const report = await probe(typed);
    expect(told(report)).toEqual([`tcp.ipv6_localhost certain ${all}: Use ${at(port)}`]);
    expect((await probeFixed(typed, firstOf(report))).verdict).toBe("accepted");
  });

  test.each([
    "503 Service Unavailable\r\nServer: squid/6.10\r\nX-Squid-Error: ERR_CONNECT_FAIL 111",
    "502 Bad Gateway\r\nVia: 1.1 zscaler",
    "504 Gateway Timeout",
  ])("N12 a proxy that knows nothing of inner hosts (%#) is left out", async (said) => {
    const { port } = await httpReceiver(otlpAt());
    const proxy = await listen(answering(`HTTP/1.1 ${said}\r\nContent-Length: 0\r\n\r\n`));
    const typed = destination(`http://collector.lan:${port}`, { proxy: at(proxy) });
    const report = await probe(typed, here);
    expect(told(report)).toEqual([`proxy.ignored_or_unexpected likely ${all}: Leave the proxy out`]);
    expect((await probeFixed(typed, firstOf(report), here)).verdict).toBe("accepted");
  });
});

describe("port", () => {
  test("P03 Apache says it at the end of its page", async () => {
    const { port: inner } = await httpReceiver(otlpAt(), pair);
    const page =
      "<html><head><title>400 Bad Request</title></head><body><p>Your browser sent a request that this server could not understand.<br />Reason: You're speaking plain HTTP to an SSL-enabled server port.</p></body></html>";
    const port = await listen(
      createServer((socket) => {
        socket.once("data", (first) => {
          if (first[0] !== 0x16) {
            const head = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
            socket.end(head + page);
            return;
          }
          const up = connect(inner, "127.0.0.1");
          up.on("error", () => socket.destroy());
          up.write(first);
          socket.pipe(up).pipe(socket);
        });
      }),
    );
    expect(firstOf(await probe(destination(at(port))))).toMatchObject({
      code: "port.plain_to_tls",
      certainty: "certain",
      fix: { label: `Use https://127.0.0.1:${port}` },
    });
  });

  test("P09 MongoDB answers HTTP in HTTP", async () => {
    const said = "It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n";
    const head = `HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${said.length}`;
    const port = await listen(answering(`${head}\r\n\r\n${said}`));
    const report = await probe(destination(at(port)));
    expect(firstOf(report)).toMatchObject({ code: "port.not_http", certainty: "certain" });
    expect(firstOf(report).title).toContain("MongoDB");
  });

  test.each([
    [411, "text/html", "<html><head><title>411 Length Required</title></head></html>"],
    [
      400,
      "application/json",
      '{"error":{"code":"MissingContentLengthHeader","message":"Content-Length is required."}}',
    ],
  ])("P11 %i: the length that was sent did not arrive", async (status, type, body) => {
    const { port } = await httpReceiver(() => ({ status, type, body }));
    expect(told(await probe(destination(at(port))))).toEqual([`http.chunked_rejected likely ${all}: no fix`]);
  });
});

describe("TLS", () => {
  test.each([["http"], ["grpc"]] as const)(
    "T02 a leaf alone of a public authority is likely, over %s",
    async (transport) => {
      const leaf = issue(makeAuthority("Sectigo Public Server Authentication CA DV R36"), "otlp.vendor.example", {
        names,
        issuerUrl: "http://127.0.0.1:9/issuer.crt",
      });
      const { port } = await httpReceiver(otlpAt(), { ...leaf, ALPNProtocols: ["h2", "http/1.1"] });
      expect(told(await probe(destination(`https://otlp.vendor.example:${port}`, { transport }), here))).toEqual([
        `tls.chain_incomplete likely ${all}: no fix`,
        `tls.unknown_ca possible ${all}: no fix`,
      ]);
    },
  );

  test("T07 nginx could not verify the client certificate; T06 is not named", async () => {
    const client = issue(makeAuthority("Another CA"), "outspan", { usage: "client" });
    const body =
      "<html><head><title>400 The SSL certificate error</title></head><body><center>The SSL certificate error</center></body></html>";
    const { port } = await httpReceiver(() => ({ status: 400, type: "text/html", body }), pair);
    const tls = { ca, clientCert: client.cert, clientKey: client.key };
    const report = await probe(destination(`https://127.0.0.1:${port}`, { tls }));
    expect(told(report)).toEqual([`tls.client_cert_rejected certain ${all}: no fix`]);
  });
});

describe("paths and impostors", () => {
  test.each([
    [301, "protobuf"],
    [308, "json"],
  ] as const)("H05, H06 %i that only adds a slash: one click for all signals", async (status, encoding) => {
    const receiver = otlpAt();
    const { port } = await httpReceiver((seen, response) =>
      seen.path.endsWith("/")
        ? receiver({ ...seen, path: seen.path.slice(0, -1) }, response)
        : { status, headers: { location: `${seen.path}/` } },
    );
    const typed = destination(at(port), { encoding });
    const report = await probe(typed);
    expect(firstOf(report)).toMatchObject({ certainty: "certain", fix: { label: "End the paths with a slash" } });
    expect((await probeFixed(typed, firstOf(report))).verdict).toBe("accepted");
  });

  test.each([
    [503, "kong/3.7.1", "application/json", '{"message":"failure to get a peer from the ring-balancer"}'],
    [522, "cloudflare", "text/plain; charset=UTF-8", "error code: 522"],
    [525, "cloudflare", "text/html", "<!DOCTYPE html><title>acme.example | 525: SSL handshake failed</title>"],
  ])("H12 %i of %s", async (status, server, type, body) => {
    const { port } = await httpReceiver(() => ({ status, type, body, headers: { server } }));
    expect(told(await probe(destination(at(port))))).toEqual([`gateway.5xx certain ${all}: no fix`]);
  });
});

test("H01 a signal's own URL with one slash too many", async () => {
  const { port } = await httpReceiver(otlpAt("/otlp"));
  const signals = { traces: { enabled: true, connection: { endpoint: `${at(port)}/otlp/v1/traces/` } } };
  const typed = { connection: { transport: "http" as const }, signals };
  const report = await probe(typed);
  expect(told(report)).toEqual(["path.missing_signal certain traces: Use …/otlp/v1/traces"]);
  expect((await probeFixed(typed, firstOf(report))).verdict).toBe("accepted");
});

describe("near misses: nothing is certain", () => {
  const isCertain = (line: string) => / certain /.test(line);

  test("H07 an empty 200 called text/html, as PHP sends it, is no web page", async () => {
    const { port } = await httpReceiver(() => ({ status: 200, type: "text/html; charset=UTF-8" }));
    expect(told(await probe(destination(at(port)))).filter(isCertain)).toEqual([]);
  });

  test("H09 UNIMPLEMENTED for everything may be any gRPC server", async () => {
    const { port } = await grpcReceiver(() => ({ code: 12, details: "unknown service" }));
    const report = await probe(destination(at(port), { transport: "grpc" }));
    expect(told(report)).toEqual([`signal.not_enabled likely ${all}: no fix`]);
  });

  test("H09 an item that is not found where an empty request is taken says nothing of the signal", async () => {
    const receiver = otlpAt();
    const { port } = await httpReceiver((seen, response) =>
      seen.bytes > 2 ? { ...notFound, body: '{"error":"dataset not found"}' } : receiver(seen, response),
    );
    expect(told(await probe(tracesAlone(at(port)))).filter(isCertain)).toEqual([]);
  });

  test("B14 a failure told under a 200 is no warning of OTLP's for certain", async () => {
    const body = '{"error":"no such dataset","code":17}';
    const { port } = await httpReceiver(() => ({ status: 200, type: "application/json", body }));
    const report = await probe(destination(at(port)));
    expect(told(report).filter(isCertain)).toEqual([]);
    expect(report.verdict).toBe("warning");
  });

  test("N12 a proxy that does not get through where this host does not either", async () => {
    const proxy = await listen(answering("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
    const closed = await listen(createServer((socket) => socket.destroy()));
    const report = await probe(destination(at(closed), { proxy: at(proxy) }));
    expect(told(report)).toEqual([`unrecognised possible ${all}: no fix`]);
  });
});

/** Says that to whatever comes, and ends. */
function answering(text: string) {
  return createServer((socket) => socket.once("data", () => socket.end(text)));
}
