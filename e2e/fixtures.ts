// What every journey starts from: a running Outspan of its worker, somebody signed in, receivers that go away again.
// An error in the browser's console fails the journey, whatever else it looked at.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { cleanEnvironment } from "#e2e/environment";
import { type Outspan, startOutspan } from "#e2e/outspan";
import type { Receiver } from "#e2e/receivers";

export { expect } from "@playwright/test";

const adminEmail = "admin@example.com";
const viewerEmail = "viewer@example.com";
export const password = "a long enough sentence";

type State = Awaited<ReturnType<BrowserContext["storageState"]>>;

type PerWorker = {
  /** Its first admin is made from the environment. */
  outspan: Outspan;
  adminState: State;
  viewerState: State;
};
type PerTest = {
  /** What the page is meant to log as an error, for a journey that takes the server away. */
  expectedErrors: RegExp | null;
  /** Opens a page with a watched console, signed in as that state says. */
  open: (state?: State) => Promise<Page>;
  admin: Page;
  viewer: Page;
  /** Closes a receiver when the test ends. */
  keep: (receiver: Promise<Receiver>) => Promise<Receiver>;
};

export const test = base.extend<PerTest, PerWorker>({
  outspan: [
    async ({ browserName: _ }, use) => {
      const outspan = await startOutspan({ OUTSPAN_ADMIN_EMAIL: adminEmail, OUTSPAN_ADMIN_PASSWORD: password });
      await use(outspan);
      expect(await outspan.stop(), "Outspan ends with 0 on SIGTERM").toBe(0);
    },
    { scope: "worker", timeout: 300_000 },
  ],
  adminState: [
    async ({ browser, outspan }, use) => {
      await use(
        await stateAfter(browser, `${outspan.url}/login`, async (page) => {
          await page.getByLabel("Email").fill(adminEmail);
          await page.getByLabel("Password", { exact: true }).fill(password);
          await page.getByRole("button", { name: "Sign in" }).click();
        }),
      );
    },
    { scope: "worker" },
  ],
  viewerState: [
    async ({ browser, outspan }, use) => {
      await use(
        await stateAfter(browser, await inviteViewer(outspan), async (page) => {
          await page.getByLabel("Password", { exact: true }).fill(password);
          await page.getByRole("button", { name: "Create account" }).click();
        }),
      );
    },
    { scope: "worker" },
  ],
  expectedErrors: [null, { option: true }],
  open: async ({ browser, outspan, expectedErrors }, use) => {
    const errors: string[] = [];
    const contexts: BrowserContext[] = [];
    await use(async (state) => {
      const context = await browser.newContext({ baseURL: outspan.url, ...(state ? { storageState: state } : {}) });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
      });
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    const unexpected = errors.filter((error) => !expectedErrors?.test(error));
    expect(unexpected, "errors in the browser's console").toEqual([]);
  },
  admin: async ({ open, adminState }, use) => use(await open(adminState)),
  viewer: async ({ open, viewerState }, use) => use(await open(viewerState)),
  keep: async ({ browserName: _ }, use) => {
    const kept: Receiver[] = [];
    await use(async (starting) => {
      const receiver = await starting;
      kept.push(receiver);
      return receiver;
    });
    await Promise.all(kept.map((receiver) => receiver.close()));
  },
});

async function stateAfter(browser: Browser, url: string, enter: (page: Page) => Promise<void>): Promise<State> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await enter(page);
  await page.waitForURL("**/destinations");
  const state = await context.storageState();
  await context.close();
  return state;
}

/** As an operator does it, at the door for a terminal; prints a one-time link. */
export async function inviteViewer(outspan: Outspan, email = viewerEmail): Promise<string> {
  const parameters = ["lib/cli/main.ts", "people", "add", email, "--role", "viewer"];
  const environment = cleanEnvironment({ OUTSPAN_DATA_DIR: outspan.dataDirectory, OUTSPAN_URL: outspan.url });
  const { stdout } = await promisify(execFile)(process.execPath, parameters, { env: environment });
  const link = /http\S+\/setup\S*/.exec(stdout)?.[0];
  if (!link) throw new Error(`people add printed no link: ${stdout}`);
  return link;
}

/** axe finds nothing: WCAG 2.2 A and AA, and its best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => node.html).join("\n")}`);
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

/** A colour on its way from one state to the next is neither: what moves and comes to an end has ended. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect, playState }) => {
      return playState === "running" && Number.isFinite(Number(effect?.getComputedTiming().endTime));
    });
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Nothing is wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `pixels beyond the window on ${page.url()}`).toBeLessThanOrEqual(0);
}
