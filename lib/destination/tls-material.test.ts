import { createPrivateKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { checkDestination } from "#lib/destination/check";
import type { ProbedDestination, Tls } from "#lib/destination/schema";
import { checkTlsMaterial } from "#lib/destination/tls-material";

const authority = makeAuthority("Test CA");
const client = issue(authority, "client", { usage: "client" });
const other = issue(authority, "other", { usage: "client" });
const past = new Date("2026-11-03T12:00:00Z");
const ended = issue(authority, "ended", { usage: "client", validFrom: new Date("2026-01-01"), validTo: past });

const destination = (tls: Tls): ProbedDestination => ({
  connection: { transport: "http", endpoint: "https://h", tls },
  signals: { traces: { enabled: true } },
});
const problems = (tls: Tls, now?: Date) =>
  checkTlsMaterial(destination(tls), now).map(({ path, message, code }) => {
    expect(code).toBe("tls.material_invalid");
    return [path.replace("/connection/tls/", ""), message];
  });
const broken = client.cert.replace(/\n[A-Za-z0-9+/]{10}/, "\nAAAAAAAAAA");

describe("R11.3, C14 TLS material is parsed before it is used", () => {
  test("a pair that fits, with its CA, is fine", () => {
    expect(problems({ ca: authority.cert, clientCert: client.cert, clientKey: client.key })).toEqual([]);
    expect(problems({ ca: `${authority.cert}\n# comment\n${authority.cert.replaceAll("\n", "\r\n")}` })).toEqual([]);
    expect(problems({ clientCert: client.cert + authority.cert, clientKey: client.key })).toEqual([]);
    expect(
      checkDestination(destination({ ca: authority.cert, clientCert: client.cert, clientKey: client.key })),
    ).toEqual([]);
  });

  test("a key that does not fit its certificate", () => {
    expect(problems({ clientCert: client.cert, clientKey: other.key })).toEqual([
      ["clientKey", "This key does not fit the client certificate"],
    ]);
  });

  test("a chain in the wrong order", () => {
    expect(problems({ clientCert: authority.cert + client.cert, clientKey: client.key })).toEqual([
      ["clientCert", "Put the certificate of this key first in the chain"],
    ]);
  });

  test("the CA pasted where the client's own certificate belongs", () => {
    expect(problems({ clientCert: authority.cert, clientKey: client.key })[0]?.[1]).toContain("authority");
  });

  test("a client certificate out of date names the day", () => {
    const pair = { clientCert: ended.cert, clientKey: ended.key };
    expect(problems(pair)).toEqual([["clientCert", "The client certificate ended on 3 Nov 2026"]]);
    expect(problems(pair, new Date("2026-06-01"))).toEqual([]);
    expect(problems(pair, new Date("2025-12-31"))).toEqual([
      ["clientCert", "The client certificate begins on 1 Jan 2026"],
    ]);
  });

  test("PEM that does not parse, which one of several", () => {
    expect(problems({ ca: broken })).toEqual([
      ["ca", "The certificate cannot be read: paste it again, from BEGIN to END"],
    ]);
    expect(problems({ ca: authority.cert + broken })[0]?.[1]).toContain("Certificate 2");
    const cut = authority.cert + client.cert.slice(0, 100);
    expect(problems({ ca: cut })[0]?.[1]).toContain("Certificate 2");
    const noKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    expect(problems({ clientCert: client.cert, clientKey: noKey })[0]?.[0]).toBe("clientKey");
  });

  test("what the text alone tells is not told twice", () => {
    const encrypted = createPrivateKey(client.key).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "p",
    });
    for (const tls of [
      { clientCert: client.cert, clientKey: String(encrypted) },
      { ca: "not PEM" },
      { clientCert: client.cert, clientKey: client.cert },
      { ca: client.key },
    ]) {
      expect(checkDestination(destination(tls))).toHaveLength(1);
      expect(problems(tls)).toEqual([]);
    }
  });

  test("a saved key is not here and is not missed; own connections are judged too", () => {
    expect(problems({ clientCert: client.cert, clientKey: null })).toEqual([]);
    const own = { traces: { enabled: true, connection: { tls: { ca: broken } } } };
    expect(checkTlsMaterial({ signals: own })[0]?.path).toBe("/signals/traces/connection/tls/ca");
    expect(checkTlsMaterial({ signals: { traces: { ...own.traces, enabled: false } } })).toEqual([]);
  });

  test("no message holds a byte of a key", () => {
    const found = checkTlsMaterial(destination({ clientCert: client.cert, clientKey: other.key }));
    expect(JSON.stringify(found)).not.toContain(other.key.split("\n")[1]);
  });
});
