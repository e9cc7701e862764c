import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, asked, facts, fault, tcp, told } from "#lib/otlp/explain/testing/facts";

const here = (isContainer: boolean, address = "127.0.0.1") =>
  facts({
    host: "localhost",
    seen: {
      dns: null,
      tcp: tcp({ connected: null, attempts: [{ address, durationMs: 1, fault: fault("ECONNREFUSED") }] }),
      proxy: null,
      tls: null,
    },
    surroundings: { environmentProxy: null, isContainer },
  });

const openBelow = { port: ({ host }: { host: string }) => ({ open: host === "host.docker.internal" }) };

test("N05 refused on localhost in a container whose machine has that port open: one click away, and N04 stays possible", () => {
  const known = asked(here(true), openBelow);
  expect(told(known)).toEqual([
    `tcp.refused_container_localhost likely ${all}: Use host.docker.internal`,
    `tcp.refused possible ${all}: no fix`,
  ]);
  expect(diagnose(known)[0]?.fix?.changes).toEqual([
    { path: "/connection/endpoint", value: "http://host.docker.internal:4318" },
  ]);
  const keyed = asked({ ...here(true), hasCredentials: true }, openBelow);
  expect(diagnose(keyed)[0]?.advice).toContain("another origin");
});

test("N05 is not claimed where nothing is open below: then nothing listens, and the container is told of", () => {
  const known = asked(here(true), {});
  expect(told(known)).toEqual([`tcp.refused certain ${all}: no fix`]);
  expect(diagnose(known)[0]?.advice).toContain("in a container");
});

test("N05 is not claimed outside a container, nor when a receiver answers on another port of localhost", () => {
  expect(told(asked(here(false), openBelow))).toEqual([`tcp.refused certain ${all}: no fix`]);
  const beside = asked(here(true), {
    port: ({ port }) => (port === 4317 ? { plain: "grpc" } : { open: false }),
    empty: () => ({ grpc: 0 }),
  });
  expect(told(beside)).toEqual([`tcp.refused certain ${all}: Switch to gRPC on port 4317`]);
});

test("N05 and N10 are both possible for a port of this machine that hangs up on everything (failures.md §11)", () => {
  const attempts = [{ address: "127.0.0.1", durationMs: 1, fault: null }];
  const known = facts({
    seen: { dns: null, tcp: tcp({ connected: "127.0.0.1", attempts }), proxy: null, tls: null },
    attempts: allAnswered({ fault: fault("ECONNRESET") }),
  });
  const closed = asked(known, { port: () => ({ plain: "closed" }), empty: () => ({ fault: fault("ECONNRESET") }) });
  expect(told(closed)).toEqual([
    `tcp.refused_container_localhost possible ${all}: no fix`,
    `tcp.reset possible ${all}: no fix`,
  ]);
  const tls = asked(known, { port: () => ({ plain: "closed", tls: { version: "TLSv1.3", alpn: null } }) });
  expect(told(tls).join()).not.toContain("tcp.re");
});
