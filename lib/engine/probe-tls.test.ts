// TLS that fails, and ports where it is or is not spoken: real servers with throw-away certificates.
import { createSecureServer } from "node:http2";
import { ServerCredentials } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority, selfSigned } from "#e2e/certificates";
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
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const authority = makeAuthority("Test CA");
const good = issue(authority, "peer", { names: ["127.0.0.1", "localhost"] });
const trusting: Connection = { tls: { ca: authority.cert } };
const at = (port: number, more: Connection = trusting) => destination(`https://127.0.0.1:${port}`, more);
const grpcTls = (pair: { cert: string; key: string }) =>
  ServerCredentials.createSsl(null, [{ cert_chain: Buffer.from(pair.cert), private_key: Buffer.from(pair.key) }]);

describe("a trusted server", () => {
  test("the tls stage tells version, name, days left and the chain", async () => {
    const { port } = await httpReceiver(otlpAt(), good);
    const report = await probe(at(port));
    const stage = report.stages.find((one) => one.stage === "tls");
    expect(report.verdict).toBe("accepted");
    expect(stage).toMatchObject({ status: "passed", summary: "TLS 1.3, certificate of 127.0.0.1, 9 days left" });
    expect(stage?.evidence).toMatchObject({
      alpn: "http/1.1",
      verified: true,
      subject: "CN=peer",
      issuer: "CN=Test CA",
    });
    expect(JSON.stringify(report)).not.toContain("BEGIN CERTIFICATE");
  });

  test("H08 the doubt about an empty success carries no credentials, although TLS would carry them to the same origin", async () => {
    const { port, requests, doubts } = await httpReceiver(otlpAt(), good);
    const report = await probe(at(port, { ...trusting, auth: { type: "bearer", token: "t0ken-abc" } }));
    expect(report.verdict).toBe("accepted");
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill("Bearer t0ken-abc"));
    expect(doubts.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("gRPC over TLS", async () => {
    const { port } = await grpcReceiver(undefined, undefined, grpcTls(good));
    const report = await probe(at(port, { ...trusting, transport: "grpc" }));
    expect(report.verdict).toBe("accepted");
    expect(report.stages.find((one) => one.stage === "tls")?.evidence.alpn).toBe("h2");
  });
});

describe("certificates", () => {
  test("T01 tls.unknown_ca: a self-signed one can be trusted after its fingerprint is compared", async () => {
    const { port } = await httpReceiver(otlpAt(), selfSigned("peer", ["127.0.0.1"]));
    const report = await probe(at(port, {}));
    expect(notPassed(report)).toEqual(["tls failed"]);
    expect(told(report)).toEqual([`tls.unknown_ca certain ${all}: Trust this certificate`]);
    expect(firstOf(report).advice).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect((await probeFixed(at(port, {}), firstOf(report))).verdict).toBe("accepted");
  });

  test("T01 a private authority that the server sends along", async () => {
    const { port } = await httpReceiver(otlpAt(), { ...good, cert: good.cert + authority.cert });
    const report = await probe(at(port, {}));
    expect(told(report)).toEqual([`tls.unknown_ca certain ${all}: Trust this authority`]);
    expect((await probeFixed(at(port, {}), firstOf(report))).verdict).toBe("accepted");
  });

  test("T01 a private authority that is not sent: its name is told, no fix", async () => {
    const { port } = await httpReceiver(otlpAt(), good);
    const report = await probe(at(port, {}));
    expect(told(report)).toEqual([`tls.unknown_ca certain ${all}: no fix`]);
    expect(firstOf(report).advice).toContain("Test CA");
  });

  test("T03 tls.expired: the date is told", async () => {
    const ended = new Date(Date.now() - 86_400_000);
    const validity = { validFrom: new Date(ended.getTime() - 86_400_000), validTo: ended };
    const { port } = await httpReceiver(otlpAt(), issue(authority, "peer", { names: ["127.0.0.1"], ...validity }));
    const report = await probe(at(port));
    expect(notPassed(report)).toEqual(["tls failed"]);
    expect(told(report)).toEqual([`tls.expired certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain(String(ended.getUTCFullYear()));
  });

  test("T05 tls.name_mismatch: the only name of the certificate is offered as server name", async () => {
    const { port } = await httpReceiver(otlpAt(), issue(authority, "peer", { names: ["otlp.test"] }));
    const report = await probe(at(port));
    expect(told(report)).toEqual([`tls.name_mismatch certain ${all}: Use server name otlp.test`]);
    expect((await probeFixed(at(port), firstOf(report))).verdict).toBe("accepted");
  });

  test("T05 with several names nothing is guessed", async () => {
    const { port } = await httpReceiver(otlpAt(), issue(authority, "peer", { names: ["a.test", "b.test"] }));
    expect(told(await probe(at(port)))).toEqual([`tls.name_mismatch certain ${all}: no fix`]);
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "T06 tls.client_cert_required under %s is the tls stage's failure (R9.7)",
    async (version) => {
      const mutual = {
        requestCert: true,
        rejectUnauthorized: true,
        ca: authority.cert,
        minVersion: version,
        maxVersion: version,
      };
      const { port, requests } = await httpReceiver(otlpAt(), { ...good, ...mutual });
      const report = await probe(at(port));
      expect(notPassed(report)).toEqual(["tls failed"]);
      expect(firstOf(report).code).toBe("tls.client_cert_required");
      expect(report.stages.filter(({ stage, status }) => stage === "tls" && status === "passed")).toEqual([]);
      expect(requests).toEqual([]);
    },
  );

  test("T07 a client certificate of another authority is refused by name, and not taken for T01 or T06", async () => {
    const stranger = issue(makeAuthority("Other CA"), "client", { usage: "client" });
    const mutual = { requestCert: true, rejectUnauthorized: true, ca: authority.cert };
    const { port } = await httpReceiver(otlpAt(), { ...good, ...mutual });
    const tls = { ca: authority.cert, clientCert: stranger.cert, clientKey: stranger.key };
    const report = await probe(at(port, { tls }));
    expect(report.verdict).toBe("failed");
    expect(report.diagnosis.map(({ code }) => code)).not.toContain("tls.unknown_ca");
    expect(report.diagnosis.map(({ code }) => code)).not.toContain("tls.client_cert_required");
  });
});

describe("skipVerify", () => {
  const skipping: Connection = { tls: { skipVerify: true } };
  const tlsOf = (report: Awaited<ReturnType<typeof probe>>) => report.stages.find(({ stage }) => stage === "tls");

  test("what the server behind an untrusted certificate answers is explained by that answer alone", async () => {
    const { port } = await httpReceiver(() => ({ status: 401 }), selfSigned("peer", ["127.0.0.1"]));
    const report = await probe(at(port, skipping));
    expect(told(report)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
  });

  test("a success with a certificate that would not verify is a warning that says so", async () => {
    const { port } = await httpReceiver(otlpAt(), selfSigned("peer", ["127.0.0.1"]));
    const report = await probe(at(port, skipping));
    expect(report.diagnosis).toEqual([]);
    expect(report.verdict).toBe("warning");
    expect(tlsOf(report)).toMatchObject({
      status: "warned",
      summary: "TLS 1.3; verification is skipped, and would fail: the certificate is self-signed",
    });
  });

  test("with a certificate that does verify it is no warning", async () => {
    const { port } = await httpReceiver(otlpAt(), good);
    const report = await probe(at(port, { tls: { ca: authority.cert, skipVerify: true } }));
    expect(report.verdict).toBe("accepted");
    expect(tlsOf(report)?.status).toBe("passed");
  });
});

describe("TLS or not", () => {
  test("P03 port.plain_to_tls: https is one click away", async () => {
    const { port } = await httpReceiver(otlpAt(), good);
    const probed = destination(`http://127.0.0.1:${port}`, trusting);
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`port.plain_to_tls certain ${all}: Use https://127.0.0.1:${port}`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("P03 for gRPC in plain text to a gRPC server with TLS", async () => {
    const { port } = await grpcReceiver(undefined, undefined, grpcTls(good));
    const probed = destination(`http://127.0.0.1:${port}`, { ...trusting, transport: "grpc" });
    const report = await probe(probed);
    expect(firstOf(report)).toMatchObject({ code: "port.plain_to_tls", certainty: "certain" });
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("P04 port.tls_to_plain: the exact working URL is offered", async () => {
    const { port } = await httpReceiver(otlpAt());
    const report = await probe(at(port));
    expect(notPassed(report)).toEqual(["tls failed"]);
    expect(told(report)).toEqual([`port.tls_to_plain certain ${all}: Use http://127.0.0.1:${port}`]);
    expect((await probeFixed(at(port), firstOf(report))).verdict).toBe("accepted");
  });

  test("P04 a scheme-less gRPC target means TLS; the plain gRPC server behind is found", async () => {
    const { port } = await grpcReceiver();
    const probed = destination(`127.0.0.1:${port}`, { transport: "grpc" });
    const report = await probe(probed);
    expect(told(report)).toEqual([`port.tls_to_plain certain ${all}: Use http://127.0.0.1:${port}`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("P04 https to a plain gRPC port: both the transport and the scheme change", async () => {
    const { port } = await grpcReceiver();
    const report = await probe(at(port));
    expect(told(report)).toEqual([`port.tls_to_plain certain ${all}: Switch to gRPC at http://127.0.0.1:${port}`]);
    expect((await probeFixed(at(port), firstOf(report))).verdict).toBe("accepted");
  });

  test("P01 over TLS: a gRPC server refuses HTTP/1.1 with alert 120", async () => {
    const { port } = await grpcReceiver(undefined, undefined, grpcTls(good));
    const report = await probe(at(port));
    expect(told(report)).toEqual([`port.http_to_grpc certain ${all}: Switch to gRPC`]);
    expect((await probeFixed(at(port), firstOf(report))).verdict).toBe("accepted");
  });

  test("P01 a gRPC server's 403 Missing ALPN Protocol is no authorisation failure", async () => {
    const server = createSecureServer({ ...good, allowHTTP1: false, ALPNProtocols: ["h2", "http/1.1"] });
    const report = await probe(at(await listen(server)));
    expect(report.diagnosis.map(({ code }) => code)).toEqual(["port.http_to_grpc"]);
  });

  test("P05 tls.no_h2: gRPC to an HTTPS server; HTTP is one click away", async () => {
    const { port } = await httpReceiver(otlpAt(), { ...good, ALPNProtocols: ["http/1.1"] });
    const probed = at(port, { ...trusting, transport: "grpc" });
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["tls failed"]);
    expect(told(report)).toEqual([`tls.no_h2 certain ${all}: Switch to HTTP`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("C01 url.missing_scheme: of http and https the one that answers is offered", async () => {
    const secure = await httpReceiver(otlpAt(), good);
    const probed = destination(`127.0.0.1:${secure.port}`, trusting);
    const report = await probe(probed);
    expect(told(report)).toEqual([`url.missing_scheme certain ${all}: Use https://127.0.0.1:${secure.port}`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
    const plain = await httpReceiver(otlpAt());
    const other = await probe(destination(`127.0.0.1:${plain.port}`));
    expect(firstOf(other).fix?.label).toBe(`Use http://127.0.0.1:${plain.port}`);
  });
});
