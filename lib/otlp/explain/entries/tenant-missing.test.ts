import { expect, test } from "vitest";
import { all, allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";

const answered = (status: number, body: string) => facts({ attempts: allAnswered({ status, body }) });

test("A05 the words name it at any status, and a tenant that is taken is offered", () => {
  const known = answered(503, "no org id");
  expect(told(known)).toEqual([`tenant.missing certain ${all}: no fix`]);
  const taken = asked(known, {
    empty: ({ tenant }) => ({ status: tenant ? 200 : 503, type: "application/x-protobuf" }),
  });
  expect(told(taken)).toEqual([`tenant.missing certain ${all}: Add X-Scope-OrgID: anonymous`]);
});

test.each(["the tenant is missing", "missing tenant ID", "organization id must be set"])("A05 likely: %s", (body) => {
  expect(told(answered(400, body))[0]).toBe(`tenant.missing likely ${all}: no fix`);
});

test.each([
  [401, "unknown tenant"],
  [404, "no such organisation"],
  [429, "tenant is required to wait"],
  [403, "your organization must be active"],
])("A05 is not claimed for %i %s", (status, body) => {
  expect(told(answered(status, body)).join()).not.toContain("tenant.missing");
});
