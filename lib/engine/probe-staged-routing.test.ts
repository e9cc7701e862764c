// The wrong door of the right house: pages, files, gateways and mute web servers in place of a receiver, over HTTP. Staged with
// real servers in words of their own, named, and repaired where something answers.
import { describe, expect, test } from "vitest";
import type { Connection } from "#lib/destination/schema";
import {
  type Answer,
  destination,
  firstOf,
  httpReceiver,
  notFound,
  notPassed,
  otlpAt,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const here = (port: number, more: Connection = {}) => destination(`http://127.0.0.1:${port}`, more);
const codes = ({ diagnosis }: { diagnosis: { code: string }[] }) => diagnosis.map(({ code }) => code);
const page = "<!doctype html>\n<html><head><title>Welcome</title></head></html>";

describe("H03 path.vendor_prefix", () => {
  test.each([
    ["traces", "/tempo"],
    ["metrics", "/opentelemetry"],
    ["logs", "/insert/opentelemetry"],
  ] as const)("a backend of %s alone, below %s", async (signal, prefix) => {
    const { port } = await httpReceiver(otlpAt(prefix, [signal]));
    const probed = { ...here(port), signals: { [signal]: { enabled: true } } };
    const report = await probe(probed);
    expect(told(report)).toEqual([`path.vendor_prefix certain ${signal}: Add ${prefix}`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("a vendor's own prefix, by its host", async () => {
    const net = { lookup: async () => [{ address: "127.0.0.1" }] };
    const { port } = await httpReceiver(otlpAt("/api/public/otel"));
    const probed = destination(`http://cloud.langfuse.com:${port}`);
    const report = await probe(probed, { net });
    expect(told(report)).toEqual([`path.vendor_prefix certain ${all}: Add /api/public/otel`]);
    expect((await probeFixed(probed, firstOf(report), { net })).verdict).toBe("accepted");
  });
});

describe("H04 http.method_not_allowed", () => {
  test.each([
    ["certain", { headers: { allow: "GET, HEAD" } }],
    ["likely", { body: "method not allowed" }],
    ["likely", { body: "405 method not allowed, supported: [POST]" }],
  ])("%s", async (certainty, more) => {
    const { port } = await httpReceiver(() => ({ status: 405, type: "text/plain", ...more }));
    const report = await probe(here(port));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`http.method_not_allowed ${certainty} ${all}: no fix`]);
  });

  test("not claimed where the right path is found (H03)", async () => {
    const receive = otlpAt("/otlp");
    const { port } = await httpReceiver((seen, response) => {
      const answer = receive(seen, response);
      return answer?.status === 404 ? { status: 405, headers: { allow: "GET" } } : answer;
    });
    expect(told(await probe(here(port)))).toEqual([`path.vendor_prefix certain ${all}: Add /otlp`]);
  });
});

describe("H07 impostor.html_200", () => {
  test.each([
    ["a web page", "text/html; charset=utf-8", page],
    ["a web page", "application/json", page],
    ["a PDF", "application/pdf", "%PDF-1.7\n1 0 obj"],
    ["a PDF", "application/octet-stream", "%PDF-1.4\n"],
    ["a picture", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ["an XML document", "application/rss+xml", '<?xml version="1.0"?><rss/>'],
    ["a script", "text/javascript", "console.log(1)"],
  ])("%s as %s", async (what, type, body) => {
    const { port } = await httpReceiver(() => ({ status: 200, type, body }));
    const report = await probe(here(port));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`impostor.html_200 certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain(`This is ${what}`);
  });

  test("not claimed for the answers that receivers give", async () => {
    for (const [type, body] of [
      ["application/x-protobuf", ""],
      ["application/octet-stream", ""],
      ["application/json", "{}"],
      ["application/json; charset=utf-8", '{"partialSuccess":{}}'],
    ] as const) {
      const { port } = await httpReceiver(() => ({ status: 200, type, body }));
      expect(codes(await probe(here(port))), type).toEqual([]);
    }
  });
});

describe("H10 prometheus.otlp_receiver_off", () => {
  const words = "otlp write receiver needs to be enabled with --web.enable-otlp-receiver";
  const built = { status: "success", data: { version: "3.1.0", revision: "ab", branch: "x", goVersion: "go1.23" } };
  const metrics = (port: number, base = "/api/v1/otlp") => ({
    ...destination(`http://127.0.0.1:${port}${base}`),
    signals: { metrics: { enabled: true } },
  });
  const json = (value: unknown) => ({ status: 200, type: "application/json", body: JSON.stringify(value) });

  test.each(["/api/v1/otlp", ""])("its 404 names the flag: certain, at base %j", async (base) => {
    const { port } = await httpReceiver(({ path }) =>
      path === "/api/v1/otlp/v1/metrics" ? { status: 404, type: "text/plain", body: words } : notFound,
    );
    expect(told(await probe(metrics(port, base)))).toEqual(["prometheus.otlp_receiver_off certain metrics: no fix"]);
  });

  test("its build information makes it likely; where it answers below /api/v1/otlp, that is the fix (H03)", async () => {
    const { port } = await httpReceiver(({ path }) => (path.endsWith("/buildinfo") ? json(built) : notFound));
    expect(told(await probe(metrics(port, "")))[0]).toBe("prometheus.otlp_receiver_off likely metrics: no fix");
    const receive = otlpAt("/api/v1/otlp", ["metrics"]);
    const on = await httpReceiver((seen, response) =>
      seen.path.endsWith("/buildinfo") ? json(built) : receive(seen, response),
    );
    const report = await probe(metrics(on.port, ""));
    expect(told(report)).toEqual(["path.vendor_prefix certain metrics: Add /api/v1/otlp"]);
    expect((await probeFixed(metrics(on.port, ""), firstOf(report))).verdict).toBe("accepted");
  });

  test("not claimed of others that tell their build", async () => {
    const other = { ...built, data: { ...built.data, application: "Another Store" } };
    const { port } = await httpReceiver(({ path }) => (path.endsWith("/buildinfo") ? json(other) : notFound));
    expect(codes(await probe(metrics(port, "")))).toEqual(["unrecognised"]);
  });
});

describe("H11 path.wrong_signal", () => {
  const own = (port: number, path: string) => {
    const shared = here(port);
    const logs = { enabled: true, connection: { endpoint: `http://127.0.0.1:${port}${path}` } };
    return { ...shared, signals: { logs } };
  };
  /** Receivers at paths of its own. */
  const atPaths =
    (more: Record<string, Answer>): Answer =>
    (seen, response) => {
      const answer = more[seen.path];
      return answer === undefined ? notFound : answer(seen, response);
    };

  test("a URL of another form, and a complaint that names the other signal: the right one is one click away", async () => {
    const { port } = await httpReceiver(
      atPaths({
        "/in/traces": () => ({
          status: 400,
          type: "text/plain",
          body: "cannot read ExportTraceServiceRequest: wire type 2",
        }),
        "/in/logs": () => taken,
      }),
    );
    const report = await probe(own(port, "/in/traces"));
    expect(told(report)).toEqual(["path.wrong_signal certain logs: Use …/in/logs"]);
    expect((await probeFixed(own(port, "/in/traces"), firstOf(report))).verdict).toBe("accepted");
  });

  test("taken without a word: likely where a receiver answers at the right path, silence where none does", async () => {
    const { port } = await httpReceiver(atPaths({ "/in/trace": () => taken, "/in/log": () => taken }));
    expect(told(await probe(own(port, "/in/trace")))).toEqual(["path.wrong_signal likely logs: Use …/in/log"]);
    const alone = await httpReceiver(atPaths({ "/trace/in": () => taken }));
    expect(codes(await probe(own(alone.port, "/trace/in")))).toEqual([]);
  });

  test("words alone are likely; a complaint about one's own message is none (B03)", async () => {
    const { port } = await httpReceiver(() => ({
      status: 400,
      type: "text/plain",
      body: "no resource_metrics in body",
    }));
    expect(told(await probe(own(port, "/in")))[0]).toBe("path.wrong_signal likely logs: no fix");
    const parse = await httpReceiver(() => ({
      status: 400,
      type: "text/plain",
      body: "bad resource_logs in LogsData",
    }));
    expect(codes(await probe(own(parse.port, "/in")))).not.toContain("path.wrong_signal");
  });
});

describe("H12 gateway.5xx", () => {
  const nginx = "<html>\r\n<head><title>502 Bad Gateway</title></head></html>";
  test.each([
    ["certain", 502, "text/html", nginx, { server: "nginx/1.27" }],
    ["certain", 504, "text/html", "<html><h1>Gateway Time-out</h1>", {}],
    ["certain", 502, "text/plain", "", { server: "Caddy" }],
    ["certain", 503, "text/html", "<html><title>503</title>", { server: "awselb/2.0" }],
    ["likely", 503, "text/plain", "no healthy upstream", { server: "envoy" }],
    ["likely", 502, "text/plain", "upstream gone", {}],
  ])("%s: %i %s", async (certainty, status, type, body, headers) => {
    const { port } = await httpReceiver(() => ({ status, type, body, headers }));
    const report = await probe(here(port));
    expect(firstOf(report)).toMatchObject({ code: "gateway.5xx", certainty, fix: null });
    expect(firstOf(report).title).toContain(String(status));
  });

  test.each([
    [503, "application/json", '{"code":14,"message":"data refused due to high memory usage"}', {}],
    [503, "text/plain", "busy", {}],
    [503, "text/plain", "no org id", { server: "nginx" }],
    [500, "text/html", "<html>oops", { server: "nginx" }],
    [503, "text/plain", "upstream connect error. reset reason: protocol error", { server: "envoy" }],
  ])("not claimed for %i %s %s", async (status, type, body, headers) => {
    const { port } = await httpReceiver(() => ({ status, type, body, headers }));
    expect(codes(await probe(here(port)))).not.toContain("gateway.5xx");
  });
});

describe("H08 impostor.any_200", () => {
  test.each([
    ["text/plain", "ok"],
    [undefined, "thanks, got it"],
    ["application/json", '"received"'],
    ["application/json", '{"id":"8f2"}'],
    ["application/json", "{}"],
  ])("a hook that answers everything with %s %s", async (type, body) => {
    const yes = { status: 200, body, ...(type !== undefined && { type }) };
    const { port } = await httpReceiver(() => yes, undefined, 0, true);
    expect(told(await probe(here(port)))).toEqual([`impostor.any_200 certain ${all}: no fix`]);
    const looking = await httpReceiver(() => yes);
    expect(codes(await probe(here(looking.port)))).not.toContain("impostor.any_200");
  });
});
