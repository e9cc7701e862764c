// TLS staged on loopback: certificates, client certificates, versions and interception (failures.md T01–T09, C15).
import { createSecureServer } from "node:http2";
import type { Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer, type TlsOptions } from "node:tls";
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
import type { Report } from "#lib/otlp/report";

const all = "traces,metrics,logs";
const codes = ({ diagnosis }: Report) => diagnosis.map(({ code }) => code);
const authority = makeAuthority("Test CA");
const names = ["127.0.0.1", "localhost"];
const good = issue(authority, "peer", { names });
const trusting: Connection = { tls: { ca: authority.cert } };
const at = (port: number, more: Connection = trusting) => destination(`https://127.0.0.1:${port}`, more);
const dayMs = 86_400_000;
const from = (days: number) => new Date(Date.now() + days * dayMs);

describe("certificates of the server", () => {
  test.each(["http", "grpc"] as const)("T01 over %s: T02, T03, T05 and T09 are not named", async (transport) => {
    const own = selfSigned("peer", names);
    const { port } =
      transport === "http"
        ? await httpReceiver(otlpAt(), own)
        : await grpcReceiver(
            undefined,
            undefined,
            ServerCredentials.createSsl(null, [
              { cert_chain: Buffer.from(own.cert), private_key: Buffer.from(own.key) },
            ]),
          );
    const probed = at(port, { transport });
    const report = await probe(probed);
    expect(told(report)).toEqual([`tls.unknown_ca certain ${all}: Trust this certificate`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("T01 and T02 are both possible when a lone leaf says where its issuer is to be had", async () => {
    const leaf = issue(authority, "peer", { names, issuerUrl: "http://ca.test/issuer.crt" });
    const { port } = await httpReceiver(otlpAt(), leaf);
    const report = await probe(at(port, {}));
    expect(notPassed(report)).toEqual(["tls failed"]);
    expect(told(report)).toEqual([
      `tls.unknown_ca possible ${all}: no fix`,
      `tls.chain_incomplete possible ${all}: no fix`,
    ]);
    expect((await probe(at(port))).verdict).toBe("accepted");
  });

  test("T03 tls.expired, and no T01 beside it", async () => {
    const { port } = await httpReceiver(
      otlpAt(),
      issue(authority, "peer", { names, validFrom: from(-9), validTo: from(-2) }),
    );
    expect(told(await probe(at(port)))).toEqual([`tls.expired certain ${all}: no fix`]);
  });

  test("T04 tls.not_yet_valid: when it begins, and our own clock", async () => {
    const { port } = await httpReceiver(
      otlpAt(),
      issue(authority, "peer", { names, validFrom: from(1), validTo: from(9) }),
    );
    const report = await probe(at(port));
    expect(notPassed(report)).toEqual(["tls failed"]);
    expect(told(report)).toEqual([`tls.not_yet_valid certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain(String(from(1).getUTCFullYear()));
    expect(firstOf(report).advice).toMatch(/clock says .* UTC/);
  });

  test("T05 tls.name_mismatch: a virtual host that shows its default certificate is told as one", async () => {
    const other = issue(authority, "other", { names: ["a.test", "b.test"] });
    const named = issue(authority, "named", { names: ["a.test"] });
    const server = (choose: (name: string) => typeof other): TlsOptions => ({
      ...other,
      SNICallback: (name, done) => done(null, createSecureContext(choose(name))),
    });
    const virtual = await httpReceiver(
      otlpAt(),
      server((name) => (name === "a.test" ? named : other)),
    );
    const report = await probe(at(virtual.port));
    expect(told(report)).toEqual([`tls.name_mismatch certain ${all}: no fix`]);
    expect(firstOf(report).advice).toContain("knows several hosts");
    const single = await httpReceiver(otlpAt(), other);
    expect(firstOf(await probe(at(single.port))).advice).not.toContain("knows several hosts");
  });

  test.each([
    ["Zscaler Root CA", "http", "likely"],
    ["Netskope Certificate Authority", "http", "likely"],
    ["Acme inspection by Fortinet", "http", "likely"],
    ["Palo Alto Networks Decryption", "grpc", "certain"],
    ["Blue Coat ProxySG", "grpc", "certain"],
  ] as const)(
    "T09 tls.interception by %s over %s: %s; its authority is one click away",
    async (name, transport, certainty) => {
      const inspector = makeAuthority(name);
      const leaf = issue(inspector, "peer", { names });
      const pair = { ...leaf, cert: leaf.cert + inspector.cert, ALPNProtocols: ["http/1.1"] };
      const { port } = await httpReceiver(otlpAt(), pair);
      const probed = at(port, { transport });
      const report = await probe(probed);
      expect(notPassed(report)).toEqual(["tls failed"]);
      expect(firstOf(report)).toMatchObject({ code: "tls.interception", certainty });
      const fixed = await probeFixed(probed, firstOf(report));
      if (transport === "http") expect(fixed.verdict).toBe("accepted");
      else expect(codes(fixed)).toEqual(["tls.no_h2"]);
    },
  );
});

describe("versions", () => {
  test.each(["http", "grpc"] as const)(
    "T08 tls.version over %s: the server offers nothing newer than 1.1",
    async (transport) => {
      const old: TlsOptions = { ...good, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
      const report = await probe(at(await listen(createTlsServer(old)), { ...trusting, transport }));
      expect(notPassed(report)).toEqual(["tls failed"]);
      expect(told(report)).toEqual([`tls.version certain ${all}: no fix`]);
    },
  );

  test.each(["TLSv1.2", "TLSv1.3"] as const)("T08 is not named for a server with %s alone", async (version) => {
    const { port } = await httpReceiver(otlpAt(), { ...good, minVersion: version, maxVersion: version });
    expect((await probe(at(port))).verdict).toBe("accepted");
  });
});

describe("client certificates", () => {
  const stranger = issue(makeAuthority("Other CA"), "client", { usage: "client" });
  const friend = issue(authority, "client", { usage: "client" });
  const showing = ({ cert, key }: typeof friend): Connection => ({
    tls: { ca: authority.cert, clientCert: cert, clientKey: key },
  });
  const versions = ["TLSv1.2", "TLSv1.3"] as const;
  const mutual = (version: (typeof versions)[number]) => ({
    ...{ ...good, requestCert: true, rejectUnauthorized: true, ca: authority.cert },
    ...{ minVersion: version, maxVersion: version },
  });

  test.each(versions)("T06 under %s without one, T07 is not named", async (version) => {
    const { port } = await httpReceiver(otlpAt(), mutual(version));
    const report = await probe(at(port));
    expect(codes(report)).toEqual(["tls.client_cert_required"]);
  });

  test.each(versions)(
    "T07 under %s: hung up on with ours, asked for one without: the two runs split it",
    async (version) => {
      const { port } = await httpReceiver(otlpAt(), mutual(version));
      const report = await probe(at(port, showing(stranger)));
      expect(report.verdict).toBe("failed");
      expect(told(report)).toEqual([`tls.client_cert_rejected certain ${all}: no fix`]);
      expect((await probe(at(port, showing(friend)))).verdict).toBe("accepted");
    },
  );

  test("T07 is not named for a server that hangs up on every client", async () => {
    const port = await listen(createTlsServer(good, (socket: Socket) => socket.destroy()));
    const report = await probe(at(port, showing(friend)));
    expect(report.verdict).toBe("failed");
    expect(codes(report)).not.toContain("tls.client_cert_rejected");
    expect(report.diagnosis.every(({ certainty }) => certainty === "possible")).toBe(true);
  });
});

describe("plain text and TLS", () => {
  test("C15 tls.contradiction: http:// with a CA works, and says that the CA is not used", async () => {
    const { port } = await httpReceiver(otlpAt());
    const probed = destination(`http://127.0.0.1:${port}`, trusting);
    const report = await probe(probed);
    expect(report.verdict).toBe("warning");
    expect(told(report)).toEqual([`tls.contradiction certain ${all}: Clear the TLS settings`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("C15 is no cause of a failure: http:// with a CA at a TLS port is P03", async () => {
    const { port } = await httpReceiver(otlpAt(), good);
    const report = await probe(destination(`http://127.0.0.1:${port}`, trusting));
    expect(told(report)).toEqual([`port.plain_to_tls certain ${all}: Use https://127.0.0.1:${port}`]);
  });

  test("P01 a server's 403 for the lack of ALPN and alert 120 are no refusal of who asks", async () => {
    const server = createSecureServer({ ...good, allowHTTP1: false, ALPNProtocols: ["h2", "http/1.1"] });
    expect(codes(await probe(at(await listen(server))))).toEqual(["port.http_to_grpc"]);
  });
});
