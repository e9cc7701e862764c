// Settings that are wrong before any packet, each as a probe tells it: the code, certain, with its fix, and nothing sent
// (failures.md C01–C14). C15 is in probe-staged-tls.test.ts, C04 in probe-staged-port.test.ts.
import { generateKeyPairSync } from "node:crypto";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { applyFix } from "#lib/destination/fix";
import type { Fix } from "#lib/destination/problem";
import type { Connection } from "#lib/destination/schema";
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
  told,
  withItems,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const header = (value: string, name = "x-api-key"): Connection => ({ headers: [{ name, value }] });
/** The receiver takes only what carries exactly this key. */
const keyed = (key: string) =>
  httpReceiver((seen, response) => (seen.headers["x-api-key"] === key ? otlpAt()(seen, response) : { status: 401 }));

describe("endpoints", () => {
  test.each([
    ["C02 url.wrong_scheme", "tcp://127.0.0.1:PORT", "url.wrong_scheme"],
    ["C02 url.wrong_scheme", "ws://127.0.0.1:PORT", "url.wrong_scheme"],
    ["C03 url.unparseable", " http://127.0.0.1:PORT", "url.unparseable"],
    ["C03 url.unparseable", "“http://127.0.0.1:PORT”", "url.unparseable"],
    ["C03 url.unparseable", "http://127.0.0.1:PORT http://127.0.0.1:9", "url.unparseable"],
    ["C01 url.missing_scheme", "127.0.0.1:PORT", "url.missing_scheme"],
    ["C01 url.missing_scheme", "//127.0.0.1:PORT", "url.missing_scheme"],
  ])("%s in %s: the repair is green", async (_title, typed, code) => {
    const { port, requests } = await httpReceiver(otlpAt());
    const probed = destination(typed.replace("PORT", String(port)));
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["settings failed"]);
    expect(report.diagnosis).toMatchObject([{ code, certainty: "certain", signals: all.split(",") }]);
    expect(withItems(requests)).toEqual([]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("C03 an IPv6 address gets its brackets", async () => {
    const report = await probe(destination("http://::1:4318"));
    expect(told(report)).toEqual([`url.unparseable certain ${all}: Use http://[::1]:4318`]);
  });

  test.each(["dns:///127.0.0.1:PORT", "grpc://127.0.0.1:PORT"])("C02 over gRPC: %s", async (typed) => {
    const { port } = await grpcReceiver();
    const report = await probe(destination(typed.replace("PORT", String(port)), { transport: "grpc" }));
    expect(firstOf(report)).toMatchObject({ code: "url.wrong_scheme", certainty: "certain" });
    expect(firstOf(report).fix?.label).toContain(`127.0.0.1:${port}`);
  });

  test("C05 grpc.path_in_target: the vendor meant HTTP, and that is green", async () => {
    const { port } = await httpReceiver(otlpAt("/otlp"));
    const probed = destination(`http://127.0.0.1:${port}/otlp`, { transport: "grpc" });
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["settings failed"]);
    expect(told(report)).toEqual([`grpc.path_in_target certain ${all}: Switch to HTTP`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("C06 grpc.port_missing: of 4317 and 443 the one that speaks gRPC is offered, and is green", async () => {
    const address = "127.0.0.43";
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      let bytes = 0;
      stream.on("error", () => {});
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      stream.once("end", () => {
        // A frame with one byte is no request.
        const status = { "content-type": "application/grpc", "grpc-status": bytes === 6 ? "3" : "0" };
        stream.respond({ ":status": 200, ...status }, { endStream: true });
      });
    });
    await new Promise<void>((resolve) => server.listen(4317, address, resolve));
    onTestFinished(() => void server.close());
    const net = { lookup: async () => [{ address }] };
    for (const typed of ["collector.test", "http://collector.test"]) {
      const probed = destination(typed, { transport: "grpc" });
      const report = await probe(probed, { net });
      expect(told(report)).toEqual([`grpc.port_missing certain ${all}: Use http://collector.test:4317`]);
      expect((await probeFixed(probed, firstOf(report), { net })).verdict).toBe("accepted");
    }
  });

  test("C06 with neither port open, the usual one is proposed", async () => {
    const report = await probe(destination("collector.test", { transport: "grpc" }), {
      net: { lookup: async () => [{ address: "127.0.0.44" }] },
    });
    expect(told(report)).toEqual([`grpc.port_missing certain ${all}: Use collector.test:4317`]);
  });
});

describe("headers", () => {
  test.each([
    ["C07 header.trailing_newline", "glc_key\n", "header.trailing_newline"],
    ["C07 header.trailing_newline", "  glc_key", "header.trailing_newline"],
    ["C08 header.surrounding_quotes", '"glc_key"', "header.surrounding_quotes"],
    ["C08 header.surrounding_quotes", "‘glc_key’", "header.surrounding_quotes"],
    ["C09 header.invisible_or_non_ascii", "glc\u200b_key", "header.invisible_or_non_ascii"],
    ["C09 header.invisible_or_non_ascii", "\ufeffglc_key", "header.invisible_or_non_ascii"],
  ])("%s in %j: the repair is green", async (_title, value, code) => {
    const { port, requests } = await keyed("glc_key");
    const probed = destination(`http://127.0.0.1:${port}`, header(value));
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["settings failed"]);
    expect(report.diagnosis).toMatchObject([{ code, certainty: "certain" }]);
    expect(requests).toEqual([]);
    expect(JSON.stringify(report)).not.toContain("glc");
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test.each(["glc–key", "clé"])("C09 what has no plain form is not guessed: %s", async (value) => {
    const report = await probe(destination("http://127.0.0.1:9", header(value)));
    expect(told(report)).toEqual([`header.invisible_or_non_ascii certain ${all}: no fix`]);
  });

  test.each(["content-type", "Transfer-Encoding", "Connection", "host", "te"])(
    "C13 header.reserved_name: %s goes, and the rest is green",
    async (name) => {
      const { port } = await httpReceiver(otlpAt());
      const probed = destination(`http://127.0.0.1:${port}`, header("x", name));
      const report = await probe(probed);
      expect(told(report)).toEqual([`header.reserved_name certain ${all}: Remove ${name}`]);
      expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
    },
  );

  test("C13 a colon at the name goes; -bin is bytes over gRPC alone", async () => {
    const { port } = await keyed("glc_key");
    const probed = destination(`http://127.0.0.1:${port}`, header("glc_key", "x-api-key:"));
    const report = await probe(probed);
    expect(told(report)).toEqual([`header.reserved_name certain ${all}: Remove the colon`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
    const over = (transport: "http" | "grpc") =>
      probe(destination(`http://127.0.0.1:${port}`, { transport, ...header("x", "trace-bin") }));
    expect(firstOf(await over("grpc")).code).toBe("header.reserved_name");
    expect((await over("http")).diagnosis.map(({ code }) => code)).not.toContain("header.reserved_name");
  });
});

describe("C14 tls.material_invalid", () => {
  const authority = makeAuthority("Test CA");
  const client = issue(authority, "client", { usage: "client" });
  const other = issue(authority, "other", { usage: "client" });
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const encrypted = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" });
  const der = Buffer.from(authority.cert.replace(/-----.*-----|\s/g, ""), "base64").toString("latin1");

  test.each<[string, Connection["tls"]]>([
    ["the key of another certificate", { clientCert: client.cert, clientKey: other.key }],
    ["an encrypted key", { clientCert: client.cert, clientKey: encrypted.toString() }],
    ["an authority in the place of the client certificate", { clientCert: authority.cert, clientKey: client.key }],
    ["DER as text", { ca: der }],
    [
      "base64 without its armour, which Node would ignore (failures.md §11)",
      { ca: authority.cert.replace(/-----.*-----/g, "") },
    ],
    ["a certificate that is cut off", { ca: authority.cert.slice(0, 120) }],
  ])("%s: told before any packet, with no key in it", async (_what, tls) => {
    let connections = 0;
    const port = await listen(createTcpServer(() => (connections += 1)));
    const report = await probe(destination(`https://127.0.0.1:${port}`, { tls }));
    expect(notPassed(report)).toEqual(["settings failed"]);
    expect(report.diagnosis.map(({ code, certainty }) => `${code} ${certainty}`)).toEqual([
      "tls.material_invalid certain",
    ]);
    expect(connections).toBe(0);
    expect(JSON.stringify(report)).not.toMatch(/PRIVATE KEY-----\\n/);
  });
});

test("a repair changes nothing but what it names", () => {
  const before = destination("http://h:4318", header("key\n"));
  const fix: Fix = { label: "Trim", changes: [{ path: "/connection/headers/0/value", transform: "trim" }] };
  expect(applyFix(before, fix)).toEqual(destination("http://h:4318", header("key")));
});
