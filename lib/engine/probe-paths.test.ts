// Right host, wrong path: staged with real servers, named, and repaired by the fix that is offered.
import { describe, expect, test } from "vitest";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notFound,
  notPassed,
  otlpAt,
  probe,
  probeFixed,
  taken,
  told,
  withItems,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const own = (endpoint: string) => ({ enabled: true, connection: { endpoint } });

describe("paths", () => {
  test("H01 path.missing_signal: a signal's own URL without its path", async () => {
    const { port, requests } = await httpReceiver(otlpAt());
    const shared = destination(`http://127.0.0.1:${port}`);
    const probed = { ...shared, signals: { ...shared.signals, traces: own(`http://127.0.0.1:${port}`) } };
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["traces failed"]);
    expect(told(report)).toEqual(["path.missing_signal certain traces: Use …/v1/traces"]);
    expect(firstOf(report).fix?.changes).toEqual([
      { path: "/signals/traces/connection/endpoint", value: `http://127.0.0.1:${port}/v1/traces` },
    ]);
    expect(withItems(requests)).toHaveLength(3);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("H02 path.doubled in a signal's own URL", async () => {
    const { port } = await httpReceiver(otlpAt("/otlp"));
    const shared = destination(`http://127.0.0.1:${port}/otlp`);
    const logs = own(`http://127.0.0.1:${port}/otlp/v1/logs/v1/logs`);
    const probed = { ...shared, signals: { ...shared.signals, logs } };
    const report = await probe(probed);
    expect(report.diagnosis.map(({ code }) => code)).toEqual(["path.doubled"]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("H02 path.doubled in the shared base URL is found before anything is sent", async () => {
    const { port, requests } = await httpReceiver(otlpAt());
    const probed = destination(`http://127.0.0.1:${port}/v1/traces`);
    const report = await probe(probed);
    expect(told(report)).toEqual([`path.doubled certain ${all}: Remove /v1/traces`]);
    expect(requests).toEqual([]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("H03 path.vendor_prefix: the backend takes OTLP below another path", async () => {
    const { port } = await httpReceiver(otlpAt("/api/v2/otlp"));
    const probed = destination(`http://127.0.0.1:${port}`);
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`path.vendor_prefix certain ${all}: Add /api/v2/otlp`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("404 everywhere is nobody's: not recognised, with the server's words", async () => {
    const { port } = await httpReceiver(() => notFound);
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(told(report)).toEqual([`unrecognised possible ${all}: no fix`]);
    expect(firstOf(report).title).toBe("Not recognised: the server answered 404");
    expect(firstOf(report).advice).toContain("404 page not found");
  });

  test("H05 http.redirect_301_302: never followed; the final URL is one click away", async () => {
    const receive = otlpAt("/otlp");
    const { port, requests } = await httpReceiver((seen, response) =>
      seen.path.startsWith("/otlp/")
        ? receive(seen, response)
        : { status: 302, headers: { location: `/otlp${seen.path}` } },
    );
    const headers = [{ name: "X-Scope-OrgID", value: "tenant-7", secret: false }];
    const probed = destination(`http://127.0.0.1:${port}`, { headers });
    const report = await probe(probed);
    const followed = requests.filter(({ path }) => path.startsWith("/otlp/"));
    expect(followed.length).toBeGreaterThan(0);
    for (const request of followed) expect(request.headers).not.toHaveProperty("x-scope-orgid");
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(firstOf(report)).toMatchObject({ code: "http.redirect_301_302", certainty: "certain" });
    expect(withItems(followed)).toEqual([]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test.each(["/containers/prod/stop?t=0", "/v1/traces"])(
    "H06 nothing at all goes to another port's %s",
    async (path) => {
      const other = await httpReceiver(() => ({ status: 200, type: "application/x-protobuf", body: "" }));
      const { port } = await httpReceiver(() => ({
        status: 307,
        headers: { location: `http://127.0.0.1:${other.port}${path}` },
      }));
      const report = await probe(destination(`http://127.0.0.1:${port}`));
      expect(other.requests).toEqual([]);
      expect(told(report)).toEqual([`http.redirect_307_308 certain ${all}: no fix`]);
      expect(firstOf(report).title).toContain(`http://127.0.0.1:${other.port}${path.split("?")[0]}`);
    },
  );

  test("H05 what the peer names is asked at the address that was judged: its name is not resolved again", async () => {
    const names: string[] = [];
    const lookup = async (host: string) => {
      names.push(host);
      return [{ address: names.length === 1 ? "127.0.0.1" : "127.0.0.9" }];
    };
    const { port, requests } = await httpReceiver(({ path }) => ({
      status: 302,
      headers: { location: `/otlp${path}` },
    }));
    await probe(destination(`http://receiver.test:${port}`), { net: { lookup } });
    expect(requests.some(({ path }) => path.startsWith("/otlp/"))).toBe(true);
    expect(names).toEqual(["receiver.test"]);
  });

  test("H05 to a sign-in page gets no fix", async () => {
    const login = await httpReceiver(() => ({ status: 200, type: "text/html", body: "<html>Sign in</html>" }));
    const { port } = await httpReceiver(() => ({
      status: 302,
      headers: { location: `http://127.0.0.1:${login.port}/login?next=x` },
    }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(told(report)).toEqual([`http.redirect_301_302 certain ${all}: no fix`]);
  });

  test("H07 impostor.html_200: a web page is no receiver, although it says 200", async () => {
    const { port } = await httpReceiver(() => ({
      status: 200,
      type: "text/html",
      body: "<!doctype html><title>UI</title>",
    }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(firstOf(report)).toMatchObject({ code: "impostor.html_200", certainty: "certain" });
  });

  test("H08 impostor.any_200: what accepts a byte that is no request, at a path that is nobody's, is no receiver", async () => {
    const { port, requests, doubts } = await httpReceiver(() => taken, undefined, 0, true);
    const probed = destination(`http://127.0.0.1:${port}`, { auth: { type: "bearer", token: "t0ken-abc" } });
    const report = await probe(probed);
    expect(told(report)).toEqual(["impostor.any_200 certain traces,metrics,logs: no fix"]);
    expect(report.verdict).toBe("warning");
    expect(doubts.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    expect(requests).toHaveLength(3);
    const shown = report.stages.flatMap(({ evidence }) => (evidence.checks as { sent: string }[] | undefined) ?? []);
    expect(shown).toHaveLength(2);
    expect(shown[0]?.sent).toContain("without credentials");
  });
});

describe("H09 signal.not_enabled", () => {
  test("404 on one path while the others answer: that signal's failure, and turning it off is green", async () => {
    const { port } = await httpReceiver(otlpAt("", ["traces", "logs"]));
    const probed = destination(`http://127.0.0.1:${port}`);
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["metrics failed"]);
    expect(told(report)).toEqual(["signal.not_enabled certain metrics: Turn metrics off"]);
    expect(firstOf(report).title).toBe("Metrics are off at this server; traces and logs are accepted");
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("UNIMPLEMENTED over gRPC says it by itself", async () => {
    const { port } = await grpcReceiver(undefined, ["traces"]);
    const probed = destination(`http://127.0.0.1:${port}`, { transport: "grpc" });
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["metrics failed", "logs failed"]);
    expect(told(report)).toEqual(["signal.not_enabled certain metrics,logs: Turn metrics and logs off"]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("a signal that is probed alone: the paths beside it tell", async () => {
    const { port } = await httpReceiver(otlpAt("", ["traces"]));
    const probed = { ...destination(`http://127.0.0.1:${port}`), signals: { metrics: { enabled: true } } };
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual(["signal.not_enabled certain metrics: no fix"]);
  });
});
