import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const hungUp = (more = {}) => facts({ attempts: allAnswered({ fault: fault("ECONNRESET") }), ...more });
const closed = () => ({ fault: fault("ECONNRESET") });

test("N10 hung up on everything, elsewhere than on this machine: likely a rule", () => {
  const known = asked(hungUp(), { port: () => ({ plain: "closed" }), empty: closed });
  expect(told(known)).toEqual([`tcp.reset likely ${all}: no fix`]);
});

test("N10 hung up on items alone: likely a guard on what is sent", () => {
  const known = asked(hungUp(), { port: () => ({ plain: "http" }), empty: () => accepted });
  expect(told(known)).toEqual([`tcp.reset likely ${all}: no fix`]);
});

test.each([
  ["a TLS port (P03)", { plain: "closed", tls: { version: "TLSv1.3", alpn: null } }, "port.plain_to_tls"],
  ["a banner (P09)", { plain: "other", firstBytes: "5353482d322e302d74657374" }, "port.not_http"],
] as const)("N10 is not claimed for %s", (_what, port, code) => {
  const known = asked(hungUp(), { port: () => port, empty: closed });
  expect(told(known).join()).toContain(`${code} certain`);
  expect(told(known).join()).not.toContain("tcp.reset");
});

test("N10 is not claimed for an answer that broke off, an alert, or bytes of another protocol", () => {
  for (const attempts of [
    allAnswered({ status: 200, fault: fault("ECONNRESET") }),
    allAnswered({ fault: fault("ECONNRESET", { alert: 42 }) }),
    allAnswered({ fault: fault("HPE_INVALID_CONSTANT", { firstBytes: "000012040000000000" }) }),
  ]) {
    expect(told(asked(facts({ attempts }), { port: () => ({ plain: "closed" }) })).join()).not.toContain("tcp.reset");
  }
});
