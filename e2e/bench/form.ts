// From the click on Test to the verdict on the page, less the probe's own time: what browser, page and console add.
import { chromium, type Page } from "playwright";
import { figure, median, quantile } from "#e2e/bench/figures";
import { chromiumAdvice, chromiumFlags, findChromium } from "#e2e/chromium";
import { startOutspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";
import { Report } from "#lib/otlp/report";

const warmUp = 3;
const rounds = 30;
export const account = { OUTSPAN_ADMIN_EMAIL: "bench@example.com", OUTSPAN_ADMIN_PASSWORD: "a long enough sentence" };

export async function formBench(): Promise<void> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(chromiumAdvice);
  const [receiver, outspan] = await Promise.all([acceptingReceiver(), startOutspan(account)]);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
  const page = await browser.newPage({ baseURL: outspan.url, viewport: { width: 1440, height: 900 } });
  await page.addInitScript(keepStreams);
  await signIn(page);
  await page.goto("/destinations/new");
  await page.getByRole("textbox", { name: "Endpoint" }).fill(receiver.url);
  const added: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const ms = await clickToVerdict(page);
    if (round >= warmUp) added.push(ms);
  }
  await browser.close();
  await outspan.stop();
  await receiver.close();
  console.log(figure("click to verdict, less the probe's own time, p50", median(added), "ms", 150));
  console.log(figure("the same, p95", quantile(added, 0.95), "ms"));
}

export async function signIn(page: Page): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(account.OUTSPAN_ADMIN_EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(account.OUTSPAN_ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/destinations");
}

type Streams = { streams: string[] };

/** Runs in the page: keeps what the probe's stream said, which the browser's own tools forget. */
function keepStreams(): void {
  const streams: string[] = [];
  const original = window.fetch;
  window.fetch = async (...parameters) => {
    const response = await original(...parameters);
    if (String(parameters[0]).includes("/api/v1/probes/")) {
      void response
        .clone()
        .text()
        .then((text) => streams.push(text));
    }
    return response;
  };
  Object.assign(window, { streams });
}

/** Timed inside the page, from the click event to the frame that shows the verdict. */
async function clickToVerdict(page: Page): Promise<number> {
  const shownAfter = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let clickedAt = 0;
        const isVerdict = (): boolean =>
          [...document.querySelectorAll('[role="status"]')].some((status) =>
            /accepted/i.test(status.textContent ?? ""),
          );
        document.addEventListener(
          "click",
          () => {
            clickedAt = performance.now();
          },
          { once: true, capture: true },
        );
        let wasCleared = !isVerdict();
        const observer = new MutationObserver(() => {
          wasCleared ||= !isVerdict();
          if (!wasCleared || clickedAt === 0 || !isVerdict()) return;
          observer.disconnect();
          requestAnimationFrame(() => resolve(performance.now() - clickedAt));
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
  );
  await page.getByRole("button", { name: "Test", exact: true }).click();
  const ms = await shownAfter;
  const stream = await page.waitForFunction(() => (window as unknown as Streams).streams.pop());
  const last: unknown = JSON.parse(
    String(await stream.jsonValue())
      .trim()
      .split("\n")
      .at(-1) ?? "{}",
  );
  const { durationMs } = Report.parse((last as { report: unknown }).report);
  return ms - durationMs;
}
