import { expect, test } from "vitest";
import { parseProxy } from "#lib/destination/proxy";

test("a proxy is http://host:port", () => {
  expect(parseProxy("http://proxy:3128")).toEqual({ host: "proxy", port: 3128 });
  expect(parseProxy("http://[::1]:3128/")).toEqual({ host: "::1", port: 3128 });
  expect(parseProxy(undefined)).toBeNull();
  expect(parseProxy("")).toBeNull();
});

test.each([
  ["proxy:3128", "http://proxy:3128"],
  ["https://proxy:3128", "http://proxy:3128"],
  ["socks5://proxy:1080", "http://proxy:1080"],
  ["http://proxy", "http://proxy:3128"],
  ["http://proxy:3128/pac", "http://proxy:3128"],
  [" http://proxy:3128", "http://proxy:3128"],
])("%s is repaired to %s", (text, instead) => expect(parseProxy(text)).toMatchObject({ instead }));

test.each(["http://", "http://proxy:99999", "http://::1:3128", "x".repeat(65_536)])("%.30s is refused", (text) =>
  expect(parseProxy(text)).toMatchObject({ instead: null }),
);

test("a password in the proxy is refused, because it would be readable, and never repeated", () => {
  expect(JSON.stringify(parseProxy("http://user:hunter2@proxy:3128"))).not.toContain("hunter2");
  expect(parseProxy("http://user:hunter2@proxy:3128")).toHaveProperty(
    "message",
    "Take the user name and password out of the proxy: everyone who sees this destination could read them",
  );
});
