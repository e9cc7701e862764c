import { expect, test } from "vitest";
import { isFromOwnPages } from "#lib/console/same-origin";

const own = ["http://127.0.0.1:3000"];
const cookie = "outspan.session_token=x";

test.each([
  ["a form of our own page", { cookie, origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-origin" }, true],
  [
    "our page, where the browser sends no Sec-Fetch-Site (plain http)",
    { cookie, origin: "http://127.0.0.1:3000" },
    true,
  ],
  ["another site", { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" }, false],
  ["another site, without a session: a forced sign-in", { origin: "https://evil.example" }, false],
  ["another port of this machine", { cookie, origin: "http://127.0.0.1:8080", "sec-fetch-site": "same-site" }, false],
  ["https instead of http", { cookie, origin: "https://127.0.0.1:3000" }, false],
  ["a sandboxed frame", { cookie, origin: "null" }, false],
  ["a Sec-Fetch-Site that contradicts the Origin", { cookie, origin: own[0], "sec-fetch-site": "cross-site" }, false],
  ["a session without any proof of where it comes from", { cookie }, false],
  ["a program without a session", {}, true],
])("POST from %s", (_who, headers, isOwn) => {
  expect(isFromOwnPages("POST", headers, own)).toBe(isOwn);
});

test("reading is open: a link from another site may lead here", () => {
  const headers = { cookie, "sec-fetch-site": "cross-site" };
  expect(isFromOwnPages("GET", headers, own)).toBe(true);
  expect(isFromOwnPages("HEAD", headers, own)).toBe(true);
  expect(isFromOwnPages("DELETE", headers, own)).toBe(false);
});
