import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, facts, tcp, told } from "#lib/otlp/explain/testing/facts";
import type { BlockReason, ProxySeen } from "#lib/otlp/observation";

const blocked = (reason: BlockReason) =>
  facts({
    seen: {
      dns: null,
      tcp: tcp({ connected: null, attempts: [], blocked: { address: "169.254.169.254", reason } }),
      proxy: null,
      tls: null,
    },
  });

test("the address and its kind are told", () => {
  expect(told(blocked("metadata"))).toEqual([`target.blocked certain ${all}: no fix`]);
  expect(diagnose(blocked("metadata"))[0]?.title).toContain("169.254.169.254 is a cloud metadata address");
});

test("Outspan's own listener is target.self", () => {
  expect(told(blocked("self"))).toEqual([`target.self certain ${all}: no fix`]);
});

test("behind a proxy too", () => {
  const proxy: ProxySeen = {
    startMs: 0,
    durationMs: 1,
    proxy: "proxy:3128",
    status: null,
    statusText: "",
    authenticate: null,
    blocked: { address: "10.0.0.1", reason: "private" },
    fault: null,
  };
  expect(told(facts({ seen: { dns: null, tcp: tcp(), proxy, tls: null } }))).toEqual([
    `target.blocked certain ${all}: no fix`,
  ]);
});

test("nothing is claimed when another address of the name was allowed and reached", () => {
  const seen = { dns: null, tcp: tcp({ blocked: { address: "::1", reason: "loopback" } }), proxy: null, tls: null };
  expect(told(facts({ seen })).join()).not.toContain("target.");
});
