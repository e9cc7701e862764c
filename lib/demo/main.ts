// `npm run demo`: three small services of a shop tell of themselves for as long as it runs, into the receiver of an Outspan or wherever
// OTEL_EXPORTER_OTLP_ENDPOINT says. A program of its own; ctrl-c ends it.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createOutlet } from "#lib/demo/outlet";
import { runShop } from "#lib/demo/shop";
import { toldService } from "#lib/demo/told-service";

const visitMs = 350;
const restockEvery = 40;
const sayMs = 10_000;

const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT || "http://127.0.0.1:4318";
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());

const help = `npm run demo

Three small services of a shop send traces, metrics of every kind and logs to http://127.0.0.1:4318, the receiver of
an Outspan, until Ctrl+C. OTEL_EXPORTER_OTLP_ENDPOINT names another address, OTEL_EXPORTER_OTLP_HEADERS what to send
with it, such as Authorization=Bearer%20YOUR_INGEST_TOKEN.`;

const misread = wordsRead();
if (misread !== null) {
  say(misread);
  process.exitCode = misread === help ? 0 : 1;
} else if (!URL.canParse(endpoint)) {
  say("OTEL_EXPORTER_OTLP_ENDPOINT is not a URL, such as http://127.0.0.1:4318");
  process.exitCode = 1;
} else await main();

async function main(): Promise<void> {
  const outlet = createOutlet({ endpoint, headers: headersOf(process.env.OTEL_EXPORTER_OTLP_HEADERS ?? ""), say });
  const shop = {
    web: toldService("shop-web", "2.4.0", outlet),
    orders: toldService("shop-orders", "1.9.3", outlet),
    payments: toldService("shop-payments", "1.2.1", outlet),
  };
  say(`Three services tell of themselves to ${endpoint} until ctrl-c. How much was sent is said every 10 s.`);
  const pause = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => {});
  const { visitor, restock } = runShop(shop, { random: Math.random, wait: pause });
  const visitors = new Set<Promise<void>>();
  const saying = setInterval(() => say(told(outlet)), sayMs);
  for (let count = 1; !stopping.signal.aborted; count++) {
    const one: Promise<void> = visitor().finally(() => visitors.delete(one));
    visitors.add(one);
    if (count % restockEvery === 0) restock();
    await pause(visitMs * (0.3 + Math.random() * 1.4));
  }
  clearInterval(saying);
  await Promise.all(visitors);
  await Promise.all(Object.values(shop).map((service) => service.end()));
  say(told(outlet));
}

/** What to say instead of beginning; null: begin. */
function wordsRead(): string | null {
  try {
    return parseArgs({ options: { help: { type: "boolean", short: "h" } } }).values.help ? help : null;
  } catch (error) {
    return `${error instanceof Error ? error.message : "Unknown argument."}\n\n${help}`;
  }
}

function told(outlet: ReturnType<typeof createOutlet>): string {
  const { traces, metrics, logs } = outlet.sent();
  const lost = outlet.lost();
  return `${traces} spans, ${metrics} data points, ${logs} log records sent${lost > 0 ? `, ${lost} items lost` : ""}`;
}

/** `key=value,key=value`, as the specification has it. */
function headersOf(text: string): Record<string, string> {
  const pairs = text
    .split(",")
    .map((pair) => [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1).trim()]);
  return Object.fromEntries(
    pairs.filter(([key]) => key !== "").map(([key = "", value = ""]) => [key, decodeURIComponent(value)]),
  );
}
