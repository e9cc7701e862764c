// JavaScript that a browser loads for the form page, gzipped, beside that of a bare page of the same Next.
// The bare app is made and built in .cache, so that it finds the same node_modules.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { chromium, type Page } from "playwright";
import { figure } from "#e2e/bench/figures";
import { account, signIn } from "#e2e/bench/form";
import { chromiumAdvice, chromiumFlags, findChromium } from "#e2e/chromium";
import { cleanEnvironment } from "#e2e/environment";
import { ended, startOutspan } from "#e2e/outspan";

const root = path.join(import.meta.dirname, "..", "..");

export async function sizeBench(): Promise<void> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(chromiumAdvice);
  const outspan = await startOutspan(account);
  const bare = await startBare();
  const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
  const page = await browser.newPage({ baseURL: outspan.url });
  await signIn(page);
  const form = await scriptsOf(
    await browser
      .newContext({ storageState: await page.context().storageState() })
      .then((context) => context.newPage()),
    `${outspan.url}/destinations/new`,
  );
  const plain = await scriptsOf(await browser.newPage(), bare.url);
  await browser.close();
  await outspan.stop();
  await ended(bare.child);
  console.log(figure("JavaScript of the form page, gzipped", form, "kB", 185));
  console.log(figure("JavaScript of a bare page of the same Next, gzipped", plain, "kB"));
  console.log(figure("the form page over the bare page", form - plain, "kB", 50));
}

/** kB of all scripts until the network is quiet, each gzipped by itself. */
async function scriptsOf(page: Page, url: string): Promise<number> {
  const sizes = new Map<string, Promise<number>>();
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body).length),
    );
  });
  await page.goto(url, { waitUntil: "networkidle" });
  return (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0) / 1000;
}

async function startBare(): Promise<{ url: string; child: ChildProcess }> {
  const folder = path.join(root, ".cache", "bench-bare");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, "app"), { recursive: true });
  const write = (name: string, content: string): void => writeFileSync(path.join(folder, name), content);
  write("package.json", '{ "type": "module" }');
  write("next.config.js", `export default { turbopack: { root: ${JSON.stringify(root)} } };`);
  write("app/layout.js", "export default ({ children }) => <html lang='en'><body>{children}</body></html>;");
  write("app/page.js", "export default () => <p>Bare</p>;");
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const env = cleanEnvironment({ NEXT_TELEMETRY_DISABLED: "1" });
  const built = spawnSync(process.execPath, [next, "build"], { cwd: folder, env, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The bare app does not build:\n${built.stdout}${built.stderr}`);
  const port = await freePort();
  const child = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", String(port)], { cwd: folder, env });
  for await (const line of createInterface({ input: child.stdout })) if (line.includes("Ready")) break;
  return { url: `http://127.0.0.1:${port}`, child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
