import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, all, asked, facts, fault, tcp, told } from "#lib/otlp/explain/testing/facts";

const refused = (host = "localhost", ...addresses: string[]) =>
  facts({
    host,
    seen: {
      dns: null,
      tcp: tcp({
        connected: null,
        attempts: addresses.map((address) => ({ address, durationMs: 1, fault: fault("ECONNREFUSED") })),
      }),
      proxy: null,
      tls: null,
    },
  });
const open = { port: ({ host }: { host: string }) => ({ open: host === "127.0.0.1", plain: "http" as const }) };

test("N06 ::1 refuses and 127.0.0.1 is open: the address that works is one click away", () => {
  const known = asked(refused("localhost", "::1"), { ...open, empty: () => accepted });
  expect(told(known)).toEqual([`tcp.ipv6_localhost certain ${all}: Use http://127.0.0.1:4318`]);
  expect(diagnose(known)[0]?.fix?.changes).toEqual([{ path: "/connection/endpoint", value: "http://127.0.0.1:4318" }]);
});

test("N06 is not claimed when both refuse, when both were tried, or for another name", () => {
  for (const known of [
    asked(refused("localhost", "::1"), {}),
    asked(refused("localhost", "::1", "127.0.0.1"), open),
    asked(refused("collector", "::1"), open),
  ]) {
    expect(told(known)).toEqual([`tcp.refused certain ${all}: no fix`]);
  }
});
