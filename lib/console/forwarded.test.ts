import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { callerOf, overwriteForwarded, trustedProxies } from "#lib/console/forwarded";

const nobody = trustedProxies([]);
const proxies = trustedProxies(["10.0.0.0/8", "::1", "192.168.1.1"]);
const claimed = {
  host: "outspan.example.com",
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "forged.example",
};

describe("who is believed", () => {
  test("nobody, unless told: a client's X-Forwarded-* changes nothing", () => {
    expect(callerOf("127.0.0.1", claimed, nobody)).toEqual({
      address: "127.0.0.1",
      scheme: "http",
      host: "outspan.example.com",
    });
    expect(callerOf("203.0.113.1", claimed, proxies).address).toBe("203.0.113.1");
  });

  test("a trusted proxy, by address or range, also over a dual-stack socket", () => {
    for (const proxy of ["10.1.2.3", "::ffff:10.1.2.3", "::1", "192.168.1.1"]) {
      expect(callerOf(proxy, claimed, proxies)).toEqual({
        address: "203.0.113.9",
        scheme: "https",
        host: "forged.example",
      });
    }
  });

  test("of a chain, the first from the right that is no proxy of ours: a client can write the rest", () => {
    const headers = { host: "h", "x-forwarded-for": "1.1.1.1, 203.0.113.9, 10.0.0.7" };
    expect(callerOf("10.0.0.1", headers, proxies).address).toBe("203.0.113.9");
  });

  test("what is no address ends the chain at the last one that was", () => {
    const headers = { host: "h", "x-forwarded-for": "evil, unknown, 10.0.0.7" };
    expect(callerOf("10.0.0.1", headers, proxies).address).toBe("10.0.0.7");
  });

  test("a proxy that forwards nothing is itself the caller, by http", () => {
    expect(callerOf("10.0.0.1", { host: "h" }, proxies)).toEqual({ address: "10.0.0.1", scheme: "http", host: "h" });
  });
});

describe("what the app is told", () => {
  const caller = { address: "203.0.113.9", scheme: "https", host: "outspan.example.com" } as const;

  test("every claim from outside is replaced", () => {
    const headers: IncomingHttpHeaders = {
      ...claimed,
      forwarded: "for=1.1.1.1",
      "x-real-ip": "1.1.1.1",
      "x-forwarded-port": "1",
      "x-outspan-client": "1.1.1.1",
      "x-outspan-path": "//evil.example",
      accept: "text/html",
    };
    overwriteForwarded(headers, caller, "/destinations");
    expect(headers).toEqual({
      accept: "text/html",
      host: "outspan.example.com",
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-host": "outspan.example.com",
      "x-forwarded-proto": "https",
      "x-outspan-client": "203.0.113.9",
      "x-outspan-path": "/destinations",
    });
  });

  test.each([
    ["/destinations?_rsc=abc", "/destinations"],
    ["/destinations?q=a&_rsc=abc", "/destinations?q=a"],
    ["/destinations?_rsc=abc&q=a", "/destinations?q=a"],
    ["/destinations?q=a", "/destinations?q=a"],
  ])("the path that was asked for is that of the page: %s", (target, path) => {
    const headers: IncomingHttpHeaders = {};
    overwriteForwarded(headers, caller, target);
    expect(headers["x-outspan-path"]).toBe(path);
  });
});
