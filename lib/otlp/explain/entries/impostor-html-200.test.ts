import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";

const page = { status: 200, type: "text/html; charset=utf-8", body: "<!doctype html><title>Traces</title>" };

test("H07 200 with HTML is certain; a receiver on the usual port is the fix", () => {
  const start = facts({ port: 16686, attempts: allAnswered(page) });
  expect(told(asked(start, {}))).toEqual([`impostor.html_200 certain ${all}: no fix`]);
  const known = asked(start, {
    port: ({ port }) => (port === 4318 ? { plain: "http" } : { open: false }),
    empty: ({ port }) => (port === 4318 ? accepted : page),
  });
  expect(told(known)).toEqual([`impostor.html_200 certain ${all}: Use port 4318`]);
});

test("H07 is not claimed for an HTML error page, nor for an OTLP answer", () => {
  const error = facts({ attempts: allAnswered({ ...page, status: 502 }) });
  expect(told(asked(error, {}))).toEqual([`unrecognised possible ${all}: no fix`]);
  expect(told(facts({ attempts: allAnswered(accepted) }))).toEqual([]);
});
