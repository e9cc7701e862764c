import { expect, test } from "vitest";
import { all, allAnswered, asked, facts, tcp, told } from "#lib/otlp/explain/testing/facts";

const answered = (status: number) =>
  facts({
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

test("N11 407 to CONNECT; past the proxy is offered only where the target speaks there", () => {
  expect(told(asked(answered(407), {}))).toEqual([`proxy.auth_required certain ${all}: no fix`]);
  const direct = asked(answered(407), { port: ({ isDirect }) => ({ open: isDirect === true, plain: "http" }) });
  expect(told(direct)).toEqual([`proxy.auth_required certain ${all}: Leave the proxy out`]);
});

test("N11 407 by a proxy that nobody set", () => {
  const known = facts({ attempts: allAnswered({ status: 407 }) });
  expect(told(asked(known, {}))).toEqual([`proxy.auth_required certain ${all}: no fix`]);
});

test.each([403, 502])("N11 is not claimed for another refusal (%i)", (status) => {
  expect(told(asked(answered(status), {})).join()).not.toContain("proxy.auth_required");
});
