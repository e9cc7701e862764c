// Senders that push numbered items at a steady rate and note what was acknowledged. What was refused or broken off is not sent again:
// its numbers may arrive or not. Knows nothing of what the numbers are for.
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { numberedJson, numberedRequests } from "#e2e/soak/numbered-items";
import { type Signal, signals } from "#lib/otlp/signal";

type Answered = { acknowledged: number; refused: number; broken: number; lastRefusal: string };

export type Load = {
  /** Where to; null = nobody is there, wait. */
  to(address: string | null): void;
  sentItems(signal: Signal): number;
  answered(): Answered;
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
};

export type LoadOptions = {
  acknowledged(signal: Signal, first: number, count: number): void;
  itemsPerRequest: number;
  /** A signal; each sender waits for its answer before it sends again. */
  senders: number;
  /** Between an answer and the next request of the same sender. */
  pauseMs: number;
  seen?: (status: number, headers: NodeJS.Dict<string | string[]>) => void;
};

type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; text: string } | null;
const answerWithinMs = 10_000;
const againMs = 20;
/** Each sender counts for itself: its points are in order. */
const seriesOf = (index: number): string => `sender-${index}`;

export function startLoad({ acknowledged, itemsPerRequest, senders, pauseMs, seen }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: senders * signals.length });
  const answered: Answered = { acknowledged: 0, refused: 0, broken: 0, lastRefusal: "" };
  const sent = { traces: 0, metrics: 0, logs: 0 };
  let address: string | null = null;
  let isStopped = false;
  let isPaused = false;
  const running = new Set<Promise<void>>();

  async function sender(signal: Signal, index: number): Promise<void> {
    const isGzip = index % 2 === 0;
    // Spans come as either encoding, one beside the other; records as JSON alone, so that there is always JSON beside JSON.
    const isJson = signal === "logs" || (signal === "traces" && !isGzip);
    const numbered = { signal, count: itemsPerRequest };
    const counting = index > 0 && signal === "metrics" ? { series: seriesOf(index) } : {};
    const make = (isJson ? numberedJson : numberedRequests)({ ...numbered, ...counting });
    while (!isStopped && !isPaused) {
      if (address === null) {
        await wait(againMs);
        continue;
      }
      const first = sent[signal];
      sent[signal] += itemsPerRequest;
      const plain = make(first);
      const body = isGzip ? gzipSync(plain, { level: 1 }) : Buffer.from(plain);
      const answer = await post(agent, `http://${address}/v1/${signal}`, body, { isGzip, isJson });
      if (answer) seen?.(answer.status, answer.headers);
      if (answer === null) answered.broken += 1;
      else if (answer.status === 200) {
        answered.acknowledged += 1;
        acknowledged(signal, first, itemsPerRequest);
      } else {
        answered.refused += 1;
        answered.lastRefusal = `${answer.status} ${answer.text}`;
      }
      await wait(answer?.status === 200 ? pauseMs : againMs);
    }
  }

  function begin(): void {
    for (const signal of signals) {
      for (let index = 0; index < senders; index++) {
        const one: Promise<void> = sender(signal, index).finally(() => running.delete(one));
        running.add(one);
      }
    }
  }

  begin();
  return {
    to(next) {
      address = next;
    },
    sentItems: (signal) => sent[signal],
    answered: () => ({ ...answered }),
    async pause() {
      isPaused = true;
      await Promise.all(running);
    },
    resume() {
      isPaused = false;
      begin();
    },
    async stop() {
      isStopped = true;
      await Promise.all(running);
      agent.destroy();
    },
  };
}

/** null: no whole answer. */
function post(
  agent: Agent,
  url: string,
  body: Uint8Array,
  { isGzip, isJson }: { isGzip: boolean; isJson: boolean },
): Promise<Answer> {
  const headers = {
    "content-type": isJson ? "application/json" : "application/x-protobuf",
    "content-length": body.length,
    ...(isGzip ? { "content-encoding": "gzip" } : {}),
  };
  return new Promise((resolve) => {
    const outgoing = request(url, { method: "POST", agent, headers, timeout: answerWithinMs }, (response) => {
      const status = response.statusCode ?? 0;
      const { headers } = response;
      // The status line is the acknowledgement: a body that is cut off later takes nothing back.
      if (status === 200) {
        response.on("error", () => {});
        response.resume();
        return resolve({ status, headers, text: "" });
      }
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => resolve(null));
      response.on("end", () => resolve({ status, headers, text: Buffer.concat(chunks).toString("latin1") }));
    });
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(null));
    outgoing.end(body);
  });
}
