// `npm run screenshot`: the picture of the README, taken from the running product. Needs the ports 3000 and 5318.
import path from "node:path";
import { chromium } from "playwright";
import { account, signIn } from "#e2e/bench/form";
import { chromiumAdvice, chromiumFlags, findChromium } from "#e2e/chromium";
import { startOutspan } from "#e2e/outspan";
import { httpReceiver } from "#lib/sink/http-receiver";

const file = path.join(import.meta.dirname, "..", "public", "screenshot.png");

const executablePath = findChromium();
if (!executablePath) throw new Error(chromiumAdvice);
const receiver = httpReceiver(() => {}).listen(5318, "127.0.0.1");
const outspan = await startOutspan({ ...account, PORT: "3000" });
const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
const page = await browser.newPage({ baseURL: outspan.url, viewport: { width: 1440, height: 1040 } });
await signIn(page);
await page.goto("/destinations/new");
await page.getByRole("textbox", { name: "Name", exact: true }).fill("Local sink");
await page.getByRole("textbox", { name: "Endpoint", exact: true }).fill("http://127.0.0.1:5318");
await page.getByRole("button", { name: "Test", exact: true }).click();
await page.getByRole("status").filter({ hasText: "All 3 signals accepted" }).waitFor();
await page.mouse.move(0, 0);
await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
await page.screenshot({ path: file });
await browser.close();
await outspan.stop();
receiver.close();
