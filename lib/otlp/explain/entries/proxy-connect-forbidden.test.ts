import { expect, test } from "vitest";
import { accepted, all, asked, facts, tcp, told } from "#lib/otlp/explain/testing/facts";

const answered = (status: number) =>
  facts({
    tls: true,
    proxy: { host: "proxy.corp", port: 3128 },
    seen: {
      dns: null,
      tcp: tcp({ port: 3128 }),
      proxy: {
        ...{ startMs: 0, durationMs: 1, proxy: "proxy.corp:3128", status, statusText: "", authenticate: null },
        ...{ blocked: null, fault: null },
      },
      tls: null,
    },
  });
const tls = { version: "TLSv1.3", alpn: "http/1.1" };

test("N13 the proxy opens 443 and not this port; a receiver there is one click away", () => {
  const ruled = asked(answered(403), { tunnel: () => 200 });
  expect(told(ruled)).toEqual([`proxy.connect_forbidden certain ${all}: no fix`]);
  const moved = asked(answered(403), {
    tunnel: ({ port }) => (port === 443 ? 200 : 403),
    port: ({ port, isDirect }) => (port === 443 && !isDirect ? { tls } : { open: false }),
    empty: () => accepted,
  });
  expect(told(moved)).toEqual([`proxy.connect_forbidden certain ${all}: Use port 443`]);
});

test("N13 a proxy that opens neither port may mean the host: likely", () => {
  expect(told(asked(answered(403), { tunnel: () => 403 }))).toEqual([`proxy.connect_forbidden likely ${all}: no fix`]);
});

test.each([407, 502, 503])("N13 is not claimed for a proxy that fails otherwise (%i)", (status) => {
  expect(told(asked(answered(status), { tunnel: () => 200 })).join()).not.toContain("proxy.connect_forbidden");
});
