// What a page owes to everyone: axe finds nothing, it fits 390 px, both themes work, the keyboard is enough, nothing jumps.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import type { Outspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";

async function savedPath(outspan: Outspan): Promise<string> {
  const { body } = await outspan.api("POST", "/destinations", {
    name: "For every eye",
    connection: {
      transport: "http",
      endpoint: "https://a-long-host-name.of-an-organisation.example.com:4318/otlp",
      headers: [{ name: "x-a-rather-long-header-name", value: "secret" }],
    },
    signals: { traces: { enabled: true }, metrics: { enabled: true } },
  });
  return `/destinations/${(body as { id: string }).id}`;
}

for (const width of [1440, 390]) {
  test(`/login and /setup, ${width} px: axe finds nothing, nothing is wider than the window`, async ({ open }) => {
    const page = await open();
    await page.setViewportSize({ width, height: 900 });
    for (const path of ["/login", "/setup?token=not-a-token"]) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  });
}

const pages = [
  "/destinations",
  "/destinations/new",
  "saved",
  "saved/settings",
  "saved/revisions",
  "/settings",
  "/settings/receiver",
  "/settings/notices",
  "/settings/instance",
  "/no-such-page",
];

for (const theme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${theme}, ${width} px`, () => {
      // The page that is not there answers 404, and the browser says so.
      test.use({ expectedErrors: /status of 404/ });

      for (const path of pages) {
        test(`${path}: axe finds nothing, nothing is wider than the window`, async ({ admin, outspan }) => {
          await admin.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
          await admin.setViewportSize({ width, height: 900 });
          const page = path.startsWith("saved") ? path.replace("saved", await savedPath(outspan)) : path;
          await admin.goto(page);
          await expect(admin.getByRole("heading").first()).toBeVisible();
          await expectNoSidewaysScroll(admin);
          await expectAccessible(admin);
        });
      }
    });
  }
}

test("a verdict and a diagnosis are accessible too, at both widths", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  for (const [endpoint, words] of [
    [receiver.url, "All 3 signals accepted"],
    [receiver.url.replace("http:", "https:"), "Not accepted"],
  ] as const) {
    await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(endpoint);
    await admin.getByRole("button", { name: "Test", exact: true }).click();
    await expect(admin.getByRole("status").filter({ hasText: words })).toBeVisible();
    for (const width of [1440, 390]) {
      await admin.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(admin);
      await expectAccessible(admin);
    }
    await admin.setViewportSize({ width: 1440, height: 900 });
  }
});

test("the chosen theme outlives the page", async ({ admin }) => {
  await admin.emulateMedia({ colorScheme: "light" });
  await admin.goto("/settings");
  await admin.getByRole("radio", { name: "Dark" }).click();
  const scheme = (page: Page): Promise<string> => page.evaluate(() => document.documentElement.dataset.theme ?? "");
  expect(await scheme(admin)).toBe("dark");
  await admin.goto("/destinations");
  expect(await scheme(admin)).toBe("dark");
});

test("the main job is complete by keyboard alone", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  const tabTo = async (name: string | RegExp, role: "textbox" | "button" | "radio"): Promise<void> => {
    const target = admin.getByRole(role, { name, exact: typeof name === "string" }).first();
    for (let presses = 0; presses < 80; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await admin.keyboard.press("Tab");
    }
    throw new Error(`${role} ${name} is not reached by Tab`);
  };
  await tabTo("Name", "textbox");
  await admin.keyboard.type("By keyboard");
  await tabTo("HTTP", "radio");
  await tabTo("Endpoint", "textbox");
  await admin.keyboard.type(receiver.url);
  await tabTo("Save & test", "button");
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
});

test("ctrl and enter save and test from any field", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Name", exact: true }).fill("By shortcut");
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(receiver.url);
  await admin.keyboard.press("ControlOrMeta+Enter");
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
  await expect(admin).toHaveURL(/\/destinations\/[\da-f-]{36}$/);
});

for (const width of [1440, 390]) {
  test(`no layout shift while the probe runs, ${width} px`, async ({ admin, keep }) => {
    const receiver = await keep(acceptingReceiver({ delayMs: 250 }));
    await admin.setViewportSize({ width, height: 900 });
    await admin.goto("/destinations/new");
    await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(receiver.url);
    const plan = admin.getByRole("list", { name: "Probe" }).getByRole("listitem");
    await expect(plan.filter({ hasText: "TLS" }), "the plan has followed the endpoint").toHaveCount(0);
    await admin.evaluate(() => {
      const shifts: string[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          sources?: { node?: Node }[];
        })[]) {
          const nodes = entry.sources?.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : ""));
          if (entry.value > 0.001) shifts.push(`${entry.value} ${nodes?.join(" | ")}`);
        }
      }).observe({ type: "layout-shift", buffered: false });
    });
    await admin.keyboard.press("ControlOrMeta+Shift+Enter");
    await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
    expect(await admin.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([]);
  });
}
