import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
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
  expect(told(asked(error, {})).join()).not.toContain("impostor");
  expect(told(facts({ attempts: allAnswered(accepted) }))).toEqual([]);
});

test("H07 a file of another kind is told as what it is, by its first bytes before its type", () => {
  const file = (type: string, body: string) =>
    diagnose(facts({ attempts: allAnswered({ status: 200, type, body }) }))[0];
  expect(file("application/octet-stream", "%PDF-1.7")).toMatchObject({
    code: "impostor.html_200",
    certainty: "certain",
    title: "This is a PDF, not an OTLP receiver",
  });
  expect(file("image/png", "PNG")?.title).toContain("a picture");
  expect(file("text/plain", "ok")?.code).not.toBe("impostor.html_200");
});
