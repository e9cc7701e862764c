// Every page of the console with a million rows in the audit and a thousand destinations, on both databases: the time until the
// whole answer is there, asked one after the other on this machine, and how long the console's main thread ran for it.
import { existsSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type BigConsole, bigConsole, type Store } from "#e2e/bench/big-console";
import { figure, median, quantile } from "#e2e/bench/figures";

const warmUp = 5;
const rounds = 40;
const goalMs = 50;

/** Whoever asks clears away its own garbage in between: its pauses, 10 to 20 ms after writing a million rows, are no server's time. */
setFlagsFromString("--expose-gc");
const collect: (options?: { type: "minor" }) => void = runInNewContext("gc");

export async function auditBench(rows: number): Promise<void> {
  for (const store of ["sqlite", "postgres"] as const) await benchOn(store, rows);
}

async function benchOn(store: Store, rows: number): Promise<void> {
  const startedAt = performance.now();
  const big = await bigConsole(store, { destinations: 1000, rows });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${store}: ${rows.toLocaleString("en")} rows and 1,000 destinations, made in ${seconds} s`);
  const all: number[] = [];
  for (const [what, path] of pagesOf(big, rows)) {
    const { times, ranMs, cpuMs } = await timesOf(big, path);
    all.push(...times);
    const p95 = figure(`${what}, p95`, quantile(times, 0.95), "ms", goalMs);
    const ran = ranMs.length === 0 ? "" : `, main thread of the console p95 ${quantile(ranMs, 0.95).toFixed(1)} ms`;
    const cpu = cpuMs === null ? "" : `, its CPU ${cpuMs.toFixed(1)} ms`;
    console.log(`${p95}  p50 ${median(times).toFixed(1)} ms${ran}${cpu}`);
  }
  console.log(figure(`every page on ${store}, p95`, quantile(all, 0.95), "ms", goalMs));
  await big.stop();
}

function pagesOf({ ids }: BigConsole, rows: number): [string, string][] {
  const [id = ""] = ids;
  const month = new Date(Date.now() - 200 * 24 * 3600_000).toISOString();
  const day = new Date(Date.now() - 199 * 24 * 3600_000).toISOString();
  return [
    ["audit, the last 30 days", "/audit"],
    ["audit, any time", "/audit?when=all"],
    ["audit, one person", "/audit?when=all&who=user:person-3"],
    ["audit, one action", "/audit?when=all&action=destination.pause"],
    ["audit, one destination", `/audit?when=all&noun=destination:${id}`],
    ["audit, one person and one action that never met", "/audit?when=all&who=user:person-3&action=settings.save"],
    ["audit, a day half a year ago", `/audit?from=${month}&to=${day}`],
    ["audit, a word that is everywhere", "/audit?when=all&q=deploy"],
    ["audit, a word that is nowhere", "/audit?when=all&q=nobody-is-called-so"],
    ["GET /audit, behind half of them", `/api/v1/audit?cursor=${Math.floor(rows / 2)}`],
    [
      "GET /audit, by action, behind half of them",
      `/api/v1/audit?action=destination.retry&cursor=${Math.floor(rows / 2)}`,
    ],
    ["1,000 destinations", "/destinations"],
    ["a destination's health", `/destinations/${id}`],
    ["a destination's settings", `/destinations/${id}/settings`],
    ["a destination's revisions", `/destinations/${id}/revisions`],
    ["a new destination", "/destinations/new"],
    ["settings: account", "/settings"],
    ["settings: people", "/settings/people"],
    ["settings: keys", "/settings/keys"],
    ["settings: secrets", "/settings/secrets"],
    ["settings: receiver", "/settings/receiver"],
    ["settings: notices", "/settings/notices"],
    ["settings: instance", "/settings/instance"],
  ];
}

async function timesOf(
  { outspan, cookie }: BigConsole,
  path: string,
): Promise<{ times: number[]; ranMs: number[]; cpuMs: number | null }> {
  const { console: pid } = outspan.children();
  const times: number[] = [];
  const ranMs: number[] = [];
  let cpuBefore: number | null = null;
  collect();
  for (let round = 0; round < warmUp + rounds; round++) {
    if (round === warmUp) cpuBefore = cpuMsOf(pid);
    collect({ type: "minor" });
    const ranBefore = ranMsOf(pid);
    const startedAt = performance.now();
    const answer = await fetch(outspan.url + path, { headers: { cookie }, redirect: "error" });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    const tookMs = performance.now() - startedAt;
    const ranAfter = ranMsOf(pid);
    if (round < warmUp) continue;
    times.push(tookMs);
    if (ranBefore !== null && ranAfter !== null) ranMs.push(ranAfter - ranBefore);
  }
  const cpuAfter = cpuMsOf(pid);
  return { times, ranMs, cpuMs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / rounds };
}

/** Of the thread that draws pages, without its waits for a core; null where there is no /proc. */
function ranMsOf(pid: number | null): number | null {
  const file = `/proc/${pid}/task/${pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, "utf8").split(" ")[0]) / 1e6 : null;
}

/** What a busy machine does not change much; null where there is no /proc. */
function cpuMsOf(pid: number | null): number | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  const [, user, system] = /\) \S(?: \S+){10} (\d+) (\d+)/.exec(readFileSync(file, "utf8")) ?? [];
  return (Number(user) + Number(system)) * 10;
}
