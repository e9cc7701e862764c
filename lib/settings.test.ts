// Values of the settings page: names that metrics can carry, URLs that a message can go to.
import { expect, test } from "vitest";
import { checkNames, checkWebhooks } from "#lib/settings";

test("a namespace is the first part of a metric's name, so it is made of what such a name may hold", () => {
  expect(checkNames({ namespace: "shop.eu-1" })).toEqual([]);
  for (const namespace of ["my shop", "1shop", "shop{}", "Größe"]) {
    expect(checkNames({ namespace }), namespace).toMatchObject([{ path: "/names/namespace" }]);
  }
  expect(checkNames({ environment: "my test environment" })).toEqual([]);
  expect(checkNames({ namespace: " " })).toHaveLength(1);
});

test("a webhook's URL is one that a message can go to, without a user in it", () => {
  const webhook = (url: string) => checkWebhooks([{ name: "Ops", url, format: "json" }]).map(({ path }) => path);
  expect(webhook("https://hooks.example.com/services/T1")).toEqual([]);
  for (const url of ["", "ftp://x", "https://", "https://user:secret@example.com/", "https://a b"]) {
    expect(webhook(url), url).toEqual(["/webhooks/0/url"]);
  }
});
