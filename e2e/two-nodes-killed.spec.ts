// Two whole Outspans on one real PostgreSQL under load, and the kernel takes the one away that does the work for both. Every span has a
// number of its own: what was acknowledged is looked for by it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "#e2e/fixtures";
import { createDestination } from "#e2e/health-page";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { setup } from "#e2e/postgres-setup";

type Told = {
  ledger: { traces: { received: number; delivered: number; queued: number; rejected: number; dropped: object } };
  nodes: { self: boolean; owner: boolean }[];
};

const statusOf = async (node: Outspan, id: string) =>
  (await node.api("GET", `/destinations/${id}/status`)).body as Told;

/** Notes what it accepts; answers 503 while it is away. */
async function sink() {
  const seen = { isAway: false, texts: [] as string[], numbers: new Map<string, number>() };
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      if (seen.isAway) return response.writeHead(503).end();
      seen.texts.push(text);
      for (const [number] of text.matchAll(/n-\d+-\d{8}/g))
        seen.numbers.set(number, (seen.numbers.get(number) ?? 0) + 1);
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => server.closeAllConnections();
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, end: () => server.close(close) };
}

/** Sends on and on, one request after the other, to wherever `target` says; `acknowledged` are the numbers that got a 200. */
function load(sender: number, target: () => string | null) {
  const acknowledged: string[] = [];
  let [isOn, next] = [true, 0];
  const span = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" };
  async function run() {
    while (isOn) {
      const names = Array.from({ length: 20 }, () => `n-${sender}-${String(next++).padStart(8, "0")}`);
      const spans = names.map((name) => ({ ...span, name }));
      const url = target();
      const answer = await fetch(`http://${url}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
      }).catch(() => null);
      if (answer?.status === 200) acknowledged.push(...names);
      // Nobody is there: not in a tight loop.
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const running = run();
  return {
    acknowledged,
    async stop() {
      isOn = false;
      await running;
    },
  };
}

const missing = (acknowledged: readonly string[], arrived: ReadonlyMap<string, number>) =>
  acknowledged.filter((number) => !arrived.has(number)).length;

test("killed under load, the owner is replaced within 10 s, the other delivers what it acknowledged, and started again the killed one does too: nothing is lost", async () => {
  test.setTimeout(240_000);
  const removePostgres = await setup();
  const shared = {
    DATABASE_URL: process.env.OUTSPAN_TEST_POSTGRES ?? "",
    OUTSPAN_SECRET_KEY: Buffer.alloc(32, 9).toString("base64"),
  };
  const [telemetry, audit] = [await sink(), await sink()];
  const nodes = await Promise.all([startOutspan(shared), startOutspan(shared)]);
  try {
    const id = await createDestination(nodes[0], "Loaded", telemetry.url, { connection: plain(telemetry.url) });
    const audited = await createDestination(nodes[0], "Audited", audit.url, {
      ...{ sources: ["audit"], connection: plain(audit.url) },
    });
    for (const node of nodes)
      await expect.poll(async () => (await node.api("GET", `/destinations/${id}/status`)).status).toBe(200);
    const owns = async (node: Outspan) => (await statusOf(node, audited)).nodes.find(({ self }) => self)?.owner;
    const [killed, left] = (await owns(nodes[0])) ? nodes : [nodes[1], nodes[0]];
    let where = killed.otlp.http;
    const toKilled = [1, 2].map((sender) => load(sender, () => where));
    const toLeft = [3, 4].map((sender) => load(sender, () => left.otlp.http));
    const acknowledgedBy = (senders: typeof toLeft) => senders.flatMap(({ acknowledged }) => acknowledged);
    await expect.poll(() => telemetry.seen.numbers.size).toBeGreaterThan(2000);
    // From here on both hold what they acknowledge.
    telemetry.seen.isAway = true;
    const before = acknowledgedBy(toKilled).length;
    await expect.poll(() => acknowledgedBy(toKilled).length).toBeGreaterThan(before + 2000);

    const { console: consoleProcess, engine } = killed.children();
    const killedAt = Date.now();
    for (const pid of [killed.pid, consoleProcess, engine]) if (pid) process.kill(pid, "SIGKILL");
    await expect.poll(() => owns(left), { timeout: 12_000 }).toBe(true);
    const takenOverMs = Date.now() - killedAt;
    expect(takenOverMs).toBeLessThan(10_000);
    await createDestination(left, "Made after the kill", audit.url, { enabled: false });
    await expect.poll(() => audit.seen.texts.some((text) => text.includes("Made after the kill"))).toBe(true);

    telemetry.seen.isAway = false;
    for (const one of toLeft) await one.stop();
    const ofLeft = acknowledgedBy(toLeft);
    await expect.poll(() => missing(ofLeft, telemetry.seen.numbers), { timeout: 30_000 }).toBe(0);
    const held = missing(acknowledgedBy(toKilled), telemetry.seen.numbers);
    expect(held, "acknowledged by the killed one, not delivered yet").toBeGreaterThan(0);

    const again = await startOutspan({ ...shared, OUTSPAN_DATA_DIR: killed.dataDirectory });
    nodes.push(again);
    where = again.otlp.http;
    const until = acknowledgedBy(toKilled).length + 200;
    await expect.poll(() => acknowledgedBy(toKilled).length).toBeGreaterThan(until);
    for (const one of toKilled) await one.stop();
    const all = [...ofLeft, ...acknowledgedBy(toKilled)];
    await expect.poll(() => missing(all, telemetry.seen.numbers), { timeout: 30_000 }).toBe(0);
    for (const node of [left, again])
      await expect.poll(async () => (await statusOf(node, id)).ledger.traces.queued, { timeout: 15_000 }).toBe(0);
    const { received, delivered, rejected, dropped } = (await statusOf(left, id)).ledger.traces;
    expect({ delivered, rejected, dropped }).toEqual({ delivered: received, rejected: 0, dropped: {} });
    expect(received).toBeGreaterThanOrEqual(all.length);
    const twice = [...telemetry.seen.numbers.values()].filter((count) => count > 1).length;
    test.info().annotations.push({
      type: "measured",
      description: `${all.length} acknowledged, ${held} held by the killed node, ${twice} arrived twice, taken over after ${takenOverMs} ms`,
    });
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
    telemetry.end();
    audit.end();
    await removePostgres();
  }
});

/** Names can be read in it as they are. */
function plain(endpoint: string) {
  return { transport: "http", endpoint, compression: "none" };
}
