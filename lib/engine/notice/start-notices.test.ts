// From a destination that is refused to the message that says so: a real export, real webhooks, a clock of the test's own.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createNotices, startNotices } from "#lib/engine/notice/start-notices";
import type { EngineConfiguration, Webhook } from "#lib/engine/protocol";
import {
  configuration,
  exported,
  itemReceiver,
  openTestExport,
  send,
  spans,
  temporaryDirectory,
} from "#lib/engine/testing/export";
import { listen, network } from "#lib/engine/testing/peers";
import { listenToLog } from "#lib/log";

const secret = "B1-very-secret";

async function hooks() {
  const hook = { status: 200, tries: 0, accepted: [] as Record<string, unknown>[], json: {} as Webhook };
  const port = await listen(
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        hook.tries += 1;
        if (hook.status === 200) hook.accepted.push(JSON.parse(Buffer.concat(chunks).toString()));
        response.writeHead(hook.status).end(`no ${secret}`);
      });
    }),
  );
  const url = `http://127.0.0.1:${port}/${secret}`;
  hook.json = { url, format: "json" };
  return { hook, slack: { url, format: "slack" as const } };
}

/** A destination that refuses its key, in an export with these webhooks. */
async function watched(...webhooks: Webhook[]) {
  const directory = temporaryDirectory();
  const peer = await itemReceiver(() => ({ status: 401, body: "wrong key" }));
  const exporting = await openTestExport(directory);
  const known: EngineConfiguration = { ...configuration(exported("a", peer.port)), webhooks };
  await exporting.configure(known);
  const clock = { nowMs: Date.now() };
  const bugs: unknown[] = [];
  const parts = {
    destinations: exporting.destinations,
    configuration: () => known,
    network,
    clock: { now: () => clock.nowMs },
    directory,
    onBug: (error: unknown) => bugs.push(error),
  };
  const seconds = async (notices: ReturnType<typeof createNotices>, count: number) => {
    for (let second = 0; second < count; second++) {
      await notices.tick();
      await notices.idle();
      clock.nowMs += 1000;
    }
  };
  const isState = (state: string) =>
    expect.poll(() => exporting.find("a")?.status(Date.now()).state, { timeout: 5000 }).toBe(state);
  const refuse = async () => {
    await send(exporting, spans("one", "two"));
    await isState("refused");
  };
  const recover = async () => {
    peer.answer = () => ({ status: 200 });
    exporting.find("a")?.retryNow();
    await isState("delivering");
  };
  return { directory, known, parts, bugs, seconds, refuse, recover };
}

const events = (messages: readonly Record<string, unknown>[]) => messages.map(({ event }) => event);

test("refused and well again: one message each, with the state's own sentence, what waits, the diagnosis and the page", async () => {
  const { hook } = await hooks();
  const other = await hooks();
  const { parts, seconds, refuse, recover, bugs } = await watched(hook.json, other.slack);
  const notices = createNotices(parts);
  await seconds(notices, 3);
  expect(hook.tries).toBe(0);
  await refuse();
  await seconds(notices, 30);
  expect(hook.accepted).toHaveLength(1);
  expect(hook.accepted[0]).toMatchObject({
    event: "destination.refused",
    destination: { id: "a", name: "a", url: "http://127.0.0.1:3000/destinations/a" },
    state: "refused",
    sentence: expect.stringMatching(/^Refused since \d\d:\d\d UTC: 401 from 127\.0\.0\.1:\d+, .*2 spans waiting/),
    queued: { traces: 2, metrics: 0, logs: 0 },
    diagnosis: [{ code: expect.any(String), title: expect.any(String), advice: expect.any(String) }],
  });
  await recover();
  await seconds(notices, 30);
  expect(events(hook.accepted)).toEqual(["destination.refused", "destination.recovered"]);
  expect(hook.accepted[1]).toMatchObject({
    state: "delivering",
    sentence: expect.stringMatching(/^Well again after 30 s: it was refused\. Delivering since /),
    queued: { traces: 0 },
    diagnosis: [],
  });
  expect(other.hook.accepted.map(({ text }) => text)).toEqual(
    hook.accepted.map(({ sentence }) => `a: ${sentence} <http://127.0.0.1:3000/destinations/a|Open in Outspan>`),
  );
  expect(bugs).toEqual([]);
});

test("a webhook that fails is tried again, and the end of an incident never overtakes its beginning", async () => {
  const { hook } = await hooks();
  const { parts, seconds, refuse, recover } = await watched(hook.json);
  const notices = createNotices(parts);
  hook.status = 500;
  await refuse();
  await seconds(notices, 15);
  expect(hook.tries).toBe(2);
  await recover();
  await seconds(notices, 20);
  hook.status = 200;
  await seconds(notices, 40);
  expect(events(hook.accepted)).toEqual(["destination.refused", "destination.recovered"]);
});

test("after five tries within about five minutes it is given up, and the line holds no secret", async () => {
  const { hook } = await hooks();
  const { parts, seconds, refuse } = await watched(hook.json);
  const notices = createNotices(parts);
  const lines: string[] = [];
  onTestFinished(listenToLog((line) => lines.push(line)));
  hook.status = 500;
  await refuse();
  await seconds(notices, 299);
  expect([hook.tries, lines.join("")]).toEqual([4, ""]);
  await seconds(notices, 60);
  expect(hook.tries).toBe(5);
  expect(lines.join("")).toMatch(/A notice was given up.*destination\.refused.*500 Internal Server Error/);
  expect(lines.join("")).not.toContain(secret);
  hook.status = 200;
  await seconds(notices, 600);
  expect(hook.tries).toBe(5);
});

test("a restart repeats nothing, loses neither what was not sent yet nor the end, and its file holds no secret", async () => {
  const { hook } = await hooks();
  const { parts, seconds, refuse, recover, directory } = await watched(hook.json);
  const first = createNotices(parts);
  hook.status = 500;
  await refuse();
  await seconds(first, 1);
  await first.stop();
  const path = join(directory, "notices.json");
  expect(readFileSync(path, "utf8")).not.toContain(secret);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  hook.status = 200;
  const second = createNotices(parts);
  await seconds(second, 15);
  expect(events(hook.accepted)).toEqual(["destination.refused"]);
  // As after kill -9: nobody stopped it.
  const third = createNotices(parts);
  await seconds(third, 15);
  expect(hook.accepted).toHaveLength(1);
  await recover();
  await seconds(createNotices(parts), 15);
  expect(events(hook.accepted)).toEqual(["destination.refused", "destination.recovered"]);
});

test("without webhooks nothing is an incident; one that is entered later hears of what is so then", async () => {
  const { hook } = await hooks();
  const { parts, seconds, refuse, known } = await watched();
  const notices = createNotices(parts);
  await refuse();
  await seconds(notices, 5);
  known.webhooks = [hook.json];
  await seconds(notices, 5);
  expect(events(hook.accepted)).toEqual(["destination.refused"]);
});

test("it runs by itself, and a stop cuts a webhook that hangs", async () => {
  const asked: string[] = [];
  const port = await listen(createServer(({ url = "" }) => asked.push(url)));
  const { parts, refuse } = await watched({ url: `http://127.0.0.1:${port}/${secret}`, format: "json" });
  const notices = startNotices(parts);
  await refuse();
  await expect.poll(() => asked.length, { timeout: 5000 }).toBe(1);
  await notices.stop();
  expect(readFileSync(join(parts.directory, "notices.json"), "utf8")).toContain("destination.refused");
});
