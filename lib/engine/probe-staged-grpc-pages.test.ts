// What answers a gRPC call without being a gRPC receiver: pages over HTTP/2, proxies with a plain status, servers that say yes to
// everything. Staged with real servers, named, and repaired where OTLP is to be had over HTTP.
import {
  createServer as createHttp2Server,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  firstOf,
  grpcReceiver,
  notPassed,
  otlpAt,
  probe,
  probeFixed,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const overGrpc = (port: number) => destination(`http://127.0.0.1:${port}`, { transport: "grpc" });
const codes = ({ diagnosis }: { diagnosis: { code: string }[] }) => diagnosis.map(({ code }) => code);
const page = "<!doctype html>\n<html><head><title>Welcome</title></head></html>";

/** A web server that speaks HTTP/2 in plain text, and no gRPC. */
async function http2Server(
  respond: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<number> {
  const server = createHttp2Server();
  server.on("session", (session) => session.on("error", () => {}));
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    stream.resume();
    stream.on("end", () => respond(stream, headers));
  });
  return listen(server as never);
}

const says =
  (status: number, type: string | null, body: string, more = {}) =>
  (stream: ServerHttp2Stream) => {
    stream.respond({ ":status": status, ...(type !== null && { "content-type": type }), ...more });
    stream.end(body);
  };

describe("H13 impostor.html_over_h2", () => {
  test.each([
    ["text/html", page],
    [null, "<html>hello</html>"],
    ["application/json", '{"error":"who are you"}'],
    ["application/grpc", "Hello from the other side"],
  ])("a page of type %s where a frame should be", async (type, body) => {
    const port = await http2Server(says(200, type, body));
    const report = await probe(overGrpc(port));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`impostor.html_over_h2 certain ${all}: no fix`]);
  });

  test("a size that is text, told by a gRPC client further on: likely; a real size is none (B07)", async () => {
    const larger = (size: number) => `received message larger than max (${size} vs. 4194304)`;
    const far = await grpcReceiver(() => ({ code: 8, details: larger(Buffer.from("<htm").readUInt32BE()) }));
    expect(told(await probe(overGrpc(far.port)))[0]).toBe(`impostor.html_over_h2 likely ${all}: no fix`);
    const real = await grpcReceiver(() => ({ code: 8, details: larger(5_242_880) }));
    expect(codes(await probe(overGrpc(real.port)))).not.toContain("impostor.html_over_h2");
  });
});

describe("a web server that takes OTLP over HTTP at the port where gRPC gets a page", () => {
  const authority = makeAuthority("Test CA");

  /** HTTP/2 answers every call with that status and a page; HTTP/1.1 is a receiver. */
  async function twoFaced(status: number): Promise<number> {
    const receive = otlpAt();
    const keys = issue(authority, "peer", { names: ["127.0.0.1"] });
    const server = createSecureServer({ ...keys, allowHTTP1: true }, (request, response) => {
      request.resume();
      request.on("end", () => {
        if (request.httpVersion === "2.0") return response.writeHead(status, { "content-type": "text/html" }).end(page);
        const answer = receive({ path: request.url, headers: request.headers } as never, response as never);
        response.writeHead(answer?.status ?? 200, { "content-type": answer?.type ?? "" }).end(answer?.body ?? "");
      });
    });
    server.on("sessionError", () => {});
    return listen(server as never);
  }

  test.each([
    ["H13 impostor.html_over_h2", 200],
    ["H14 intermediary.http_status_in_grpc", 404],
    ["H14 intermediary.http_status_in_grpc", 415],
  ])("%s: HTTP is one click away (%i)", async (name, status) => {
    const endpoint = `https://127.0.0.1:${await twoFaced(status)}`;
    const probed = destination(endpoint, { transport: "grpc", tls: { ca: authority.cert } });
    const report = await probe(probed);
    expect(told(report)).toEqual([`${name.slice(4)} certain ${all}: Switch to HTTP`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });
});

describe("H14 intermediary.http_status_in_grpc", () => {
  test.each([
    [404, "text/html", page],
    [403, "text/html", page],
    [502, "text/plain", "bad gateway"],
    [503, "application/json", '{"message":"no route"}'],
    [429, "text/plain", ""],
  ])("HTTP %i is a proxy's word: certain", async (status, type, body) => {
    const port = await http2Server(says(status, type, body, { server: "edge/1" }));
    const report = await probe(overGrpc(port));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`intermediary.http_status_in_grpc certain ${all}: no fix`]);
    expect(firstOf(report).title).toBe(`Not the receiver but edge/1 answered, with HTTP ${status}`);
  });

  test("HTTP 401 asks for credentials, whoever says it: likely, the intermediary possible", async () => {
    const port = await http2Server(says(401, "application/json", '{"error":"invalid"}'));
    expect(told(await probe(overGrpc(port)))).toEqual([
      `auth.missing_or_invalid likely ${all}: no fix`,
      `intermediary.http_status_in_grpc possible ${all}: no fix`,
    ]);
  });

  test("not claimed for the statuses of a gRPC server, UNIMPLEMENTED and PERMISSION_DENIED among them (H09, A02)", async () => {
    for (const code of [7, 12, 14]) {
      const { port } = await grpcReceiver(() => ({ code, details: "own words" }));
      expect(codes(await probe(overGrpc(port))), String(code)).not.toContain("intermediary.http_status_in_grpc");
    }
  });
});

describe("H08 impostor.any_200 over gRPC", () => {
  /** Status 0 and no message, whatever is called. */
  const saysYes = (stream: ServerHttp2Stream) => {
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(Buffer.alloc(5));
  };

  test("what takes a byte that is no request, and a method that is nobody's, is no receiver", async () => {
    const methods: unknown[] = [];
    const port = await http2Server((stream, headers) => {
      methods.push(headers[":path"], headers.authorization);
      saysYes(stream);
    });
    const auth = { type: "bearer" as const, token: "t0ken-abc" };
    const report = await probe(destination(`http://127.0.0.1:${port}`, { transport: "grpc", auth }));
    expect(told(report)).toEqual([`impostor.any_200 certain ${all}: no fix`]);
    expect(report.verdict).toBe("warning");
    expect(methods.at(-2)).toBe("/outspan.Asks/WhetherAnyMethodIsAccepted");
    expect(methods.at(-1)).toBeUndefined();
  });

  test("not claimed for a server that knows its methods, or looks at its requests", async () => {
    const lenient = await http2Server((stream, headers) => {
      if (headers[":path"]?.startsWith("/opentelemetry.")) return saysYes(stream);
      stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "12" }, { endStream: true });
    });
    expect(codes(await probe(overGrpc(lenient)))).toEqual([]);
    const strict = await grpcReceiver();
    expect(codes(await probe(overGrpc(strict.port)))).toEqual([]);
    expect(strict.doubts).toHaveLength(1);
  });
});
