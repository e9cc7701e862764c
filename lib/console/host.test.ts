import { expect, test } from "vitest";
import { isOwnHost, originOf } from "#lib/console/host";

const local = { host: "127.0.0.1", port: 3000, url: null };
const everywhere = { host: "0.0.0.0", port: 3000, url: null };
const published = { host: "127.0.0.1", port: 3000, url: "https://outspan.example.com" };

test.each(["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000", "localhost", "127.0.0.1:8080"])(
  "on a loopback address the console answers to %s, through any forwarded port",
  (host) => expect(isOwnHost(host, local)).toBe(true),
);

test.each([
  "evil.example",
  "evil.example:3000",
  "127.0.0.1.evil.example:3000",
  "localhost.evil.example:3000",
  "10.0.0.5:3000",
  "0.0.0.0:3000",
  "",
  "127.0.0.1:3000/x",
  "user@127.0.0.1:3000",
  "127.0.0.1:3000:1",
  "127.0.0.1 evil.example",
])("a name that somebody else can point at us is not ours: %j", (host) => {
  expect(isOwnHost(host, local)).toBe(false);
});

test("no Host is not ours", () => {
  expect(isOwnHost(undefined, local)).toBe(false);
});

test("bound to every address, each of the machine's addresses is ours, names are not", () => {
  expect(isOwnHost("192.168.1.7:3000", everywhere)).toBe(true);
  expect(isOwnHost("[fd00::7]:3000", everywhere)).toBe(true);
  expect(isOwnHost("localhost:3000", everywhere)).toBe(true);
  expect(isOwnHost("evil.example:3000", everywhere)).toBe(false);
});

test("bound to a name, that name with its port is ours", () => {
  const named = { host: "outspan.lan", port: 3000, url: null };
  expect(isOwnHost("outspan.lan:3000", named)).toBe(true);
  expect(isOwnHost("outspan.lan:3001", named)).toBe(false);
  expect(isOwnHost("other.lan:3000", named)).toBe(false);
});

test("OUTSPAN_URL adds its host, and nothing like it", () => {
  expect(isOwnHost("outspan.example.com", published)).toBe(true);
  expect(isOwnHost("Outspan.Example.com", published)).toBe(true);
  expect(isOwnHost("127.0.0.1:3000", published)).toBe(true);
  expect(isOwnHost("outspan.example.com:444", published)).toBe(false);
  expect(isOwnHost("outspan.example.com.evil.example", published)).toBe(false);
});

test.each([
  ["127.0.0.1", 3000, "http://127.0.0.1:3000"],
  ["0.0.0.0", 8080, "http://127.0.0.1:8080"],
  ["::", 8080, "http://[::1]:8080"],
  ["::1", 3000, "http://[::1]:3000"],
  ["outspan.lan", 80, "http://outspan.lan"],
])("bound to %s and %d, the printed link is %s", (host, port, origin) => {
  expect(originOf(host, port)).toBe(origin);
});
