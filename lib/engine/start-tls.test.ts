import { createServer } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority, selfSigned } from "#e2e/certificates";
import type { Tls, Transport } from "#lib/destination/schema";
import { openSocket, stageLimitsMs } from "#lib/engine/open-socket";
import { connection, listen, network, untilAborted } from "#lib/engine/testing/peers";

const authority = makeAuthority("Test CA");
const server = issue(authority, "peer.test", { names: ["peer.test", "127.0.0.1"] });
const trusted: Tls = { ca: authority.cert };
const day = 86_400_000;

type Case = { server?: TlsOptions; tls?: Tls; host?: string; transport?: Transport };

async function open({ server: options = server, tls = trusted, host = "peer.test", transport = "http" }: Case) {
  const port = await listen(createTlsServer({ ALPNProtocols: ["h2", "http/1.1"], ...options }, () => {}));
  const lookup = async () => [{ address: "127.0.0.1" }];
  const route = connection({ host, port, tls: true }, { tls, transport });
  const { socket, seen } = await openSocket(route, network({}, { lookup }), untilAborted(), () => {});
  socket?.destroy();
  return { isOpen: socket !== null, seen: seen.tls };
}

describe("a trusted server", () => {
  test("shows version, cipher, ALPN and the chain with its names and days left", async () => {
    const { isOpen, seen } = await open({});
    expect(isOpen).toBe(true);
    expect(seen).toMatchObject({
      serverName: "peer.test",
      version: "TLSv1.3",
      alpn: "http/1.1",
      verified: true,
      fault: null,
    });
    expect(seen?.chain[0]).toMatchObject({
      subject: "CN=peer.test",
      issuer: "CN=Test CA",
      selfSigned: false,
      names: ["peer.test", "127.0.0.1"],
      daysLeft: 9,
    });
    expect(seen?.chain[0]?.fingerprint256).toMatch(/^([\dA-F]{2}:){31}[\dA-F]{2}$/);
  });

  test("R11.4 TLS 1.2 is enough, and its certificate request is judged within the handshake", async () => {
    const { isOpen, seen } = await open({ server: { ...server, maxVersion: "TLSv1.2" } });
    expect(isOpen).toBe(true);
    expect(seen?.version).toBe("TLSv1.2");
  });

  test("R11.2 a custom CA comes beside the public roots; an intermediate alone is trusted too", async () => {
    const leafOnly = await open({ tls: { ca: server.cert } });
    expect(leafOnly.isOpen).toBe(true);
  });

  test("an IP address is verified against the certificate's IP names", async () => {
    expect((await open({ host: "127.0.0.1" })).seen).toMatchObject({ verified: true, serverName: "127.0.0.1" });
    const other = issue(authority, "other", { names: ["10.0.0.1"] });
    expect((await open({ server: other, host: "127.0.0.1" })).seen?.fault?.code).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });
});

describe("failures.md §0.5: verification failures name their code and still show the chain", () => {
  test.each<[string, Case, string]>([
    ["T01 an unknown CA", { tls: {} }, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["T01 a self-signed leaf", { server: selfSigned("peer.test", ["peer.test"]) }, "DEPTH_ZERO_SELF_SIGNED_CERT"],
    [
      "T03 an expired certificate",
      { server: issue(authority, "x", { names: ["peer.test"], validTo: new Date(Date.now() - day / 2) }) },
      "CERT_HAS_EXPIRED",
    ],
    [
      "T04 one not yet valid",
      { server: issue(authority, "x", { names: ["peer.test"], validFrom: new Date(Date.now() + day) }) },
      "CERT_NOT_YET_VALID",
    ],
    ["T05 a wrong name", { host: "alias.test" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("%s", async (_what, peer, code) => {
    const { isOpen, seen } = await open(peer);
    expect(isOpen).toBe(false);
    expect(seen?.fault?.code).toBe(code);
    expect(seen?.verified).toBe(false);
    expect(seen?.chain.length).toBeGreaterThan(0);
  });

  test("T05 the override of the server name is what is sent and verified", async () => {
    const { isOpen, seen } = await open({ host: "alias.test", tls: { ...trusted, serverName: "peer.test" } });
    expect(isOpen).toBe(true);
    expect(seen?.serverName).toBe("peer.test");
  });

  test("skipVerify goes on and reports what would have failed", async () => {
    const { isOpen, seen } = await open({ tls: { skipVerify: true } });
    expect(isOpen).toBe(true);
    expect(seen).toMatchObject({ verified: false, fault: { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" } });
  });
});

describe("client certificates", () => {
  const mutual: TlsOptions = { ...server, requestCert: true, rejectUnauthorized: true, ca: authority.cert };
  const client = issue(authority, "client", { usage: "client" });

  test("T06, R9.7 under TLS 1.3 a missing one is alert 116, though the handshake itself ended well", async () => {
    const { isOpen, seen } = await open({ server: mutual });
    expect(isOpen).toBe(false);
    expect(seen?.fault).toMatchObject({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", alert: 116 });
    expect(seen?.fault?.message).not.toContain("OpenSSL");
  });

  test("T06 under TLS 1.2 it is alert 40", async () => {
    const { seen } = await open({ server: { ...mutual, maxVersion: "TLSv1.2" } });
    expect(seen?.fault?.alert).toBe(40);
  });

  test("the right one opens the socket, and nothing is lost by having waited for the server's word", async () => {
    const tls = { ...trusted, clientCert: client.cert, clientKey: client.key };
    const { isOpen, seen } = await open({ server: mutual, tls });
    expect(isOpen).toBe(true);
    expect(seen?.clientCertificate).toBe(true);
  });

  test("T07 one of a foreign CA is refused in the TLS stage", async () => {
    const foreign = issue(makeAuthority("Foreign CA"), "client", { usage: "client" });
    const { isOpen, seen } = await open({
      server: mutual,
      tls: { ...trusted, clientCert: foreign.cert, clientKey: foreign.key },
    });
    expect(isOpen).toBe(false);
    expect(seen?.clientCertificate).toBe(true);
    expect(seen?.fault).not.toBeNull();
  });

  test("R11.3 a key that does not fit fails here with OpenSSL's code, not with an exception", async () => {
    const other = issue(authority, "client", { usage: "client" });
    const { seen } = await open({ tls: { ...trusted, clientCert: client.cert, clientKey: other.key } });
    expect(seen?.fault?.code).toBe("ERR_OSSL_X509_KEY_VALUES_MISMATCH");
  });
});

describe("ALPN", () => {
  test("R11.6 gRPC takes h2, and only h2", async () => {
    expect((await open({ transport: "grpc" })).seen).toMatchObject({ alpn: "h2", fault: null });
    const without = await open({ transport: "grpc", server: { ...server, ALPNProtocols: ["http/1.1"] } });
    expect(without.isOpen).toBe(false);
    expect(without.seen).toMatchObject({ alpn: "http/1.1", fault: { code: "ERR_NO_H2" } });
  });

  test("P05 a server that knows neither protocol answers alert 120", async () => {
    const { seen } = await open({ server: { ...server, ALPNProtocols: ["h2"] } });
    expect(seen?.fault?.alert).toBe(120);
  });
});

describe("a peer that speaks no TLS", () => {
  const reach = async (port: number, limitMs: number) => {
    const route = connection({ port, tls: true }, { tls: trusted });
    const surroundings = network({}, { limitsMs: { ...stageLimitsMs, tls: limitMs } });
    return (await openSocket(route, surroundings, untilAborted(), () => {})).seen.tls?.fault;
  };

  test("P04 plaintext is ERR_SSL_WRONG_VERSION_NUMBER", async () => {
    const port = await listen(createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect((await reach(port, 5000))?.code).toBe("ERR_SSL_WRONG_VERSION_NUMBER");
  });

  test("N09 silence ends at the stage's own limit", async () => {
    expect((await reach(await listen(createServer(() => {})), 20))?.code).toBe("ETIMEDOUT");
  });

  test("N10 a close in mid-handshake is ECONNRESET", async () => {
    const port = await listen(createServer((socket) => socket.once("data", () => socket.destroy())));
    expect((await reach(port, 5000))?.code).toBe("ECONNRESET");
  });
});
