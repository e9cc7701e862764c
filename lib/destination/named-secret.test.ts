import { expect, test } from "vitest";
import { checkSecret } from "#lib/destination/named-secret";

const good = { origins: ["https://otlp.example.com"], values: { "OTEL_HEADER_api-key": "k" } };
const wrong = (more: object) =>
  Object.fromEntries(checkSecret({ ...good, ...more }).problems.map(({ path, message }) => [path, message]));

test("origins are kept as destinations' are compared: TLS or not, lower-case host, effective port, each once", () => {
  const origins = [
    "https://OTLP.Example.com/",
    "https://otlp.example.com:443",
    "http://[::1]:4318",
    "http://a.example",
  ];
  const checked = checkSecret({ ...good, origins });
  expect(checked.problems).toEqual([]);
  expect(checked.origins).toEqual(["https://otlp.example.com:443", "http://[::1]:4318", "http://a.example:80"]);
});

test.each([
  "otlp.example.com",
  "https://user:pass@otlp.example.com",
  "https://otlp.example.com/otlp",
  "https://otlp.example.com/?a=b",
  "https://otlp.example.com#x",
  "ftp://otlp.example.com",
  "https://",
  "",
  "https://*.example.com",
  "https://exa mple.com",
  `https://${"a".repeat(600)}.example.com`,
])("what is no origin is refused at its place: %#", (origin) => {
  expect(wrong({ origins: ["https://a.example", origin] })).toHaveProperty(["/origins/1"]);
});

test("a secret says where its values may go, and has at least one", () => {
  expect(wrong({ origins: [] })).toHaveProperty(["/origins"]);
  expect(wrong({ values: {} })).toHaveProperty(["/values"]);
});

test("a key is OTEL_HEADER_ and a header's name; the same name in another case is there twice", () => {
  const at = (values: Record<string, string>) => Object.keys(wrong({ values }));
  expect(at({ "api-key": "k" })).toEqual(["/values/api-key"]);
  expect(at({ OTEL_HEADER_: "k" })).toEqual(["/values/OTEL_HEADER_"]);
  expect(at({ "OTEL_HEADER_content-length": "1" })).toEqual(["/values/OTEL_HEADER_content-length"]);
  expect(at({ "OTEL_HEADER_api-key": "k", "OTEL_HEADER_API-KEY": "k" })).toEqual(["/values/OTEL_HEADER_API-KEY"]);
  expect(at({ "OTEL_HEADER_a/b": "k" })).toEqual(["/values/OTEL_HEADER_a~1b"]);
});

test("R3.5 a value that would break out of its line is refused, and no message repeats it", () => {
  for (const value of ["k\r\nx-evil: 1", "k\n", "", " ", "ké", "k\u0000"]) {
    const found = wrong({ values: { "OTEL_HEADER_api-key": value } });
    expect(found).toHaveProperty(["/values/OTEL_HEADER_api-key"]);
    expect(JSON.stringify(found)).not.toContain("x-evil");
  }
});

test("a name is one that an address and a file can hold", () => {
  for (const name of ["new-relic", "a", "0.b_c-d", "a".repeat(63)]) expect(wrong({ name })).toEqual({});
  for (const name of ["", "New", "-a", "a b", "a/b", "..", "a".repeat(64), "é"]) {
    expect(wrong({ name })).toHaveProperty(["/name"]);
  }
});

test("a day that is none is refused", () => {
  expect(wrong({ expiresAt: "soon" })).toHaveProperty(["/expiresAt"]);
  expect(wrong({ expiresAt: "2027-01-31" })).toEqual({});
  expect(wrong({ expiresAt: null })).toEqual({});
});
