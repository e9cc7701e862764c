// What else may speak on the port, staged on loopback: other protocols, proxies and meshes (failures.md P01–P11).
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server, createSecureServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createTcpServer, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notPassed,
  otlpAt,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";
import type { Report } from "#lib/otlp/report";

const all = "traces,metrics,logs";
const codes = ({ diagnosis }: Report) => diagnosis.map(({ code }) => code);
const at = (port: number, transport: "http" | "grpc" = "http") =>
  destination(`http://127.0.0.1:${port}`, { transport, timeoutMs: 2000 });

type Server = (socket: Socket) => void;

/** Speaks first, and hangs up on what it does not understand. */
const speaksFirst =
  (banner: string | Buffer, refusal: string | null = null): Server =>
  (socket) => {
    socket.write(banner);
    socket.once("data", () => (refusal === null ? socket.end() : socket.end(refusal)));
  };

/** Waits for its own greeting and hangs up on any other. */
const waitsFor =
  (greeting: Buffer, answer: string): Server =>
  (socket) =>
    socket.once("data", (said) => (said.equals(greeting) ? socket.write(answer) : socket.destroy()));

const sslRequest = Buffer.from("0000000804d2162f", "hex");
const mysqlGreeting = Buffer.concat([Buffer.from("4a0000000a", "hex"), Buffer.from("11.4.2-MariaDB\0\x09\0\0\0salt")]);

const strangers: [string, Server][] = [
  ["an SSH server", speaksFirst("SSH-2.0-dropbear_2024.85\r\n")],
  ["an SSH server", speaksFirst("SSH-2.0-OpenSSH_9.9 Debian\r\n", "Invalid SSH identification string.\r\n")],
  ["an SMTP server", speaksFirst("220 mail.corp.test ESMTP ready\r\n", "221 2.7.0 Error: I can break rules too\r\n")],
  ["an FTP server", speaksFirst("220 ProFTPD Server (files) [127.0.0.1]\r\n")],
  ["an IMAP server", speaksFirst("* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n")],
  ["a MySQL server", speaksFirst(mysqlGreeting)],
  ["an AMQP broker", (socket) => socket.once("data", () => socket.end(Buffer.from("414d515000000901", "hex")))],
  ["a Redis server", waitsFor(Buffer.from("PING\r\n"), "+PONG\r\n")],
  ["a Redis server", waitsFor(Buffer.from("PING\r\n"), "-NOAUTH Authentication required.\r\n")],
  ["a PostgreSQL server", waitsFor(sslRequest, "N")],
  ["a PostgreSQL server", waitsFor(sslRequest, "S")],
];

describe("P09 port.not_http", () => {
  test.each(strangers)("%s over HTTP (%#)", async (what, server) => {
    const port = await listen(createTcpServer(server));
    const report = await probe(at(port));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`port.not_http certain ${all}: no fix`]);
    expect(firstOf(report).title).toBe(`Port ${port} is ${what}, not an OTLP receiver`);
  });

  test.each(strangers)("%s over gRPC (%#)", async (what, server) => {
    const port = await listen(createTcpServer(server));
    const report = await probe(at(port, "grpc"));
    expect(told(report)).toEqual([`port.not_http certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain(what);
  });

  test.each(strangers)("%s when TLS is spoken to it (%#)", async (what, server) => {
    const port = await listen(createTcpServer(server));
    const report = await probe(destination(`https://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["tls failed"]);
    expect(told(report)).toEqual([`port.not_http certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain(what);
  });

  test("a plain WebSocket server: its own header is certain, a bare 426 likely", async () => {
    const server = createHttpServer();
    server.on("request", (_request, response) =>
      response
        .writeHead(426, { upgrade: "websocket", connection: "close", "content-type": "text/plain" })
        .end("Sockets only"),
    );
    server.on("upgrade", (_request, socket) => socket.destroy());
    const report = await probe(at(await listen(server)));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`port.not_http certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain("a WebSocket server");
    const gorilla = await httpReceiver(() => ({
      status: 400,
      headers: { "sec-websocket-version": "13" },
      body: "Bad",
    }));
    expect(told(await probe(at(gorilla.port)))).toEqual([`port.not_http certain ${all}: no fix`]);
    const bare = await httpReceiver(() => ({ status: 426, type: "text/plain", body: "Upgrade Required" }));
    expect(told(await probe(at(bare.port)))).toEqual([`port.not_http likely ${all}: no fix`]);
  });

  test("a protocol that nobody knows is shown, not named", async () => {
    const port = await listen(createTcpServer(speaksFirst("whoami? 0.3\n")));
    const report = await probe(at(port));
    expect(told(report)).toEqual([`port.not_http likely ${all}: no fix`]);
    expect(firstOf(report).advice).toContain("whoami? 0.3");
  });
});

describe("P02", () => {
  test("an HTTP server that closes on the greeting of HTTP/2 (failures.md §11)", async () => {
    const { port } = await httpReceiver(otlpAt());
    expect(codes(await probe(at(port, "grpc")))).toEqual(["port.grpc_to_http"]);
  });
});

/** A gRPC call as a proxy lets it through. */
async function http2(answer: (stream: ServerHttp2Stream) => void): Promise<number> {
  const server = createHttp2Server();
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.resume();
    stream.once("end", () => answer(stream));
  });
  return listen(server);
}

describe("between here and the receiver", () => {
  test("P06 lb.alb_protocol_mismatch: 464, and nothing behind it over the other transport", async () => {
    const { port } = await httpReceiver(() => ({ status: 464 }));
    const report = await probe(at(port));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`lb.alb_protocol_mismatch certain ${all}: no fix`]);
  });

  test("P06 over gRPC: 502 by awselb is likely, by another gateway it is not named", async () => {
    const gateway = (server: string) =>
      http2((stream) => {
        stream.respond({ ":status": 502, server, "content-type": "text/html" });
        stream.end("<html><body>Bad Gateway</body></html>");
      });
    const balancer = await probe(at(await gateway("awselb/2.0"), "grpc"));
    expect(balancer.diagnosis[0]).toMatchObject({ code: "lb.alb_protocol_mismatch", certainty: "likely" });
    expect(codes(await probe(at(await gateway("openresty"), "grpc")))).not.toContain("lb.alb_protocol_mismatch");
  });

  test.each([[false], [true]])(
    "P07 proxy.trailers_lost: 200 and gRPC's type without a status (a message: %s)",
    async (hasBody) => {
      const port = await http2((stream) => {
        stream.respond({ ":status": 200, "content-type": "application/grpc" });
        stream.end(hasBody ? Buffer.from("0000000000", "hex") : undefined);
      });
      const report = await probe(at(port, "grpc"));
      expect(notPassed(report)).toEqual(["protocol failed"]);
      expect(told(report)).toEqual([`proxy.trailers_lost certain ${all}: no fix`]);
    },
  );

  test("P07 is not named for a gRPC server that answers, whatever its status", async () => {
    for (const code of [0, 2, 13]) {
      const { port } = await grpcReceiver(() => ({ code, details: "internal trouble" }));
      expect(codes(await probe(at(port, "grpc")))).not.toContain("proxy.trailers_lost");
    }
  });

  test.each([
    ["upstream connect error or disconnect/reset before headers. reset reason: protocol error", "certain"],
    ["upstream connect error; retried; reset before headers, reset reason: protocol_error (remote)", "certain"],
    ["upstream connect error or disconnect/reset before headers. reset reason: connection termination", "likely"],
  ])("P08 mesh.upstream_protocol_error: %s", async (body, certainty) => {
    const { port } = await httpReceiver(() => ({
      status: 503,
      type: "text/plain",
      body,
      headers: { server: "istio-envoy" },
    }));
    expect(firstOf(await probe(at(port)))).toMatchObject({ code: "mesh.upstream_protocol_error", certainty });
    const grpc = await http2((stream) =>
      stream.respond(
        {
          ":status": 200,
          server: "envoy",
          "content-type": "application/grpc",
          "grpc-status": "14",
          "grpc-message": encodeURIComponent(body),
        },
        { endStream: true },
      ),
    );
    expect(firstOf(await probe(at(grpc, "grpc")))).toMatchObject({ code: "mesh.upstream_protocol_error", certainty });
  });

  test("P08 is not named for a mesh without a healthy receiver", async () => {
    const unhealthy = { status: 503, type: "text/plain", body: "no healthy upstream", headers: { server: "envoy" } };
    const { port } = await httpReceiver(() => unhealthy);
    expect(codes(await probe(at(port)))).not.toContain("mesh.upstream_protocol_error");
  });

  const oldServer = (status: string, body = "", type = "application/x-protobuf") =>
    listen(
      createTcpServer((socket) => {
        let seen = Buffer.alloc(0);
        socket.on("data", (chunk: Buffer) => {
          seen = Buffer.concat([seen, chunk]);
          const head = seen.indexOf("\r\n\r\n");
          const length = Number(/content-length: (\d+)/i.exec(seen.toString("latin1"))?.[1] ?? 0);
          if (head < 0 || seen.length < head + 4 + length) return;
          const isNone = length === 1 && seen.at(-1) === 0xff;
          const line = isNone ? "400 Bad Request" : status;
          socket.end(`HTTP/1.0 ${line}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        });
      }),
    );

  test("P10 proxy.http_1_0 beside a success: a warning, not a failure", async () => {
    const report = await probe(at(await oldServer("200 OK")));
    expect(report.verdict).toBe("warning");
    expect(told(report)).toEqual([`proxy.http_1_0 certain ${all}: no fix`]);
  });

  test("P10 is likely for a refusal that it explains, and gives way to one with a cause of its own", async () => {
    const refused = await probe(at(await oldServer("501 Unsupported method", "no POST here", "text/plain")));
    expect(refused.diagnosis[0]).toMatchObject({ code: "proxy.http_1_0", certainty: "likely" });
    const keyless = await probe(at(await oldServer("401 Unauthorized", "key?", "text/plain")));
    expect(codes(keyless)).toEqual(["auth.missing_or_invalid"]);
  });
});

describe("one port for both transports, of which one is broken", () => {
  const authority = makeAuthority("Test CA");
  const good = issue(authority, "peer", { names: ["127.0.0.1"] });
  const secured = (port: number, transport: "http" | "grpc") =>
    destination(`https://127.0.0.1:${port}`, { transport, tls: { ca: authority.cert } });

  /** A byte that is no request is refused over either. */
  async function dual(http: { status: number; type: string }, trailers: Record<string, string> | null) {
    const server = createSecureServer({ ...good, allowHTTP1: true }, (request, response) => {
      let bytes = 0;
      request.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on("end", () => {
        if (request.httpVersionMajor === 1) {
          const status = bytes === 1 && http.status < 300 ? 400 : http.status;
          return response.writeHead(status, { "content-type": http.type }).end();
        }
        const { stream } = response;
        const status = bytes === 6 && trailers !== null ? { "grpc-status": "3" } : trailers;
        stream.respond({ ":status": 200, "content-type": "application/grpc", ...status }, { endStream: true });
      });
    });
    return listen(server);
  }

  test("P06 464 to HTTP/1.1, gRPC behind it: switching is green", async () => {
    const port = await dual({ status: 464, type: "text/plain" }, { "grpc-status": "0" });
    const report = await probe(secured(port, "http"));
    expect(told(report)).toEqual([`lb.alb_protocol_mismatch certain ${all}: Switch to gRPC`]);
    expect((await probeFixed(secured(port, "http"), firstOf(report))).verdict).toBe("accepted");
  });

  test("P07 trailers lost over HTTP/2, HTTP on the same port: switching is green", async () => {
    const port = await dual({ status: 200, type: "application/x-protobuf" }, null);
    const report = await probe(secured(port, "grpc"));
    expect(told(report)).toEqual([`proxy.trailers_lost certain ${all}: Switch to HTTP`]);
    expect((await probeFixed(secured(port, "grpc"), firstOf(report))).verdict).toBe("accepted");
  });
});

test("C04 url.blocked_port: a port that browsers forbid is one like any other here", async () => {
  const server = createHttpServer((request, response) => {
    let bytes = Buffer.alloc(0);
    request.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
    });
    request.on("end", () => {
      const isNone = bytes.length === 1 && bytes[0] === 0xff;
      response.writeHead(isNone ? 400 : 200, { "content-type": String(taken.type) }).end();
    });
  });
  const port = await firstFree(server, [10080, 6665, 6666, 6667, 6668, 6669, 6000]);
  const report = await probe(at(port));
  expect(report.verdict).toBe("accepted");
  expect(report.diagnosis).toEqual([]);
});

async function firstFree(server: ReturnType<typeof createHttpServer>, ports: number[]): Promise<number> {
  for (const port of ports) {
    const found = await listen(server, port).catch(() => null);
    if (found !== null) return found;
  }
  throw new Error("None of the blocked ports is free");
}
