// A thousand destinations: how long their list, their status and a change of one of them take, and what it costs to keep them.
import { readFileSync } from "node:fs";
import { type BigConsole, bigConsole } from "#e2e/bench/big-console";
import { figure, median, quantile } from "#e2e/bench/figures";

const warmUp = 5;
const rounds = 40;
const count = 1000;

export async function fleetBench(): Promise<void> {
  const big = await bigConsole("sqlite", { destinations: count, rows: 0 });
  const { outspan, cookie, ids } = big;
  const get = async (path: string) => {
    await (await fetch(outspan.url + path, { headers: { cookie } })).arrayBuffer();
  };
  await report("the list's page", 50, () => get("/destinations"));
  await report("GET /destinations", 50, () => get("/api/v1/destinations"));
  await report("GET /status", 50, () => get("/api/v1/status"));
  await report("GET /destinations/{id}/status", 50, () => get(`/api/v1/destinations/${ids[0]}/status`));
  let turn = 0;
  await report("switch one off or on, until the engine runs it", 250, () => {
    turn++;
    return outspan.api("PATCH", `/destinations/${ids[turn % 10]}`, { enabled: Math.floor(turn / 10) % 2 === 1 });
  });
  await report("save one, until the engine runs it", 250, () => {
    turn++;
    return save(big, turn);
  });
  for (const [name, pid] of Object.entries(outspan.children())) {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    console.log(figure(`resident memory of the ${name}`, (Number(line) * 1024) / 1e6, "MB"));
  }
  await big.stop();
}

async function report(what: string, goalMs: number, run: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const startedAt = performance.now();
    await run();
    if (round >= warmUp) times.push(performance.now() - startedAt);
  }
  console.log(`${figure(`${what}, p95`, quantile(times, 0.95), "ms", goalMs)}  p50 ${median(times).toFixed(1)} ms`);
}

async function save({ outspan, ids }: BigConsole, turn: number): Promise<void> {
  const connection = { transport: "http", endpoint: `http://127.0.0.1:9/saved-${turn}` };
  const body = { name: `Saved ${turn}`, connection, signals: { traces: { enabled: true } } };
  const answer = await fetch(`${outspan.url}/api/v1/destinations/${ids[turn % ids.length]}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${outspan.apiKey}`, "content-type": "application/json", "if-match": "*" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The save answered ${answer.status}`);
}
