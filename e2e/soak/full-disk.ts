// A small file system of its own for the data directory, filled while the destination is away: senders are refused in words that they
// understand, nothing breaks, and it goes on by itself when there is room.
import { statfsSync } from "node:fs";
import { connect } from "node:http2";
import { setTimeout as wait } from "node:timers/promises";
import { onSmallDisk } from "#e2e/small-disk";
import { numberedRequests } from "#e2e/soak/numbered-items";
import { acknowledgedOf, balance, judgeDrained, type Soak, startSoak } from "#e2e/soak/run-of-soak";

export type FullDisk = { problems: string[]; acknowledged: number; refused: number; recoveredAfterMs: number };

const patienceMs = 60_000;
const unavailable = "14";

/** null: no file system can be mounted here. */
export function fullDisk(mebibytes: number, say: (line: string) => void): Promise<FullDisk | null> {
  return onSmallDisk(mebibytes, (directory) => fillAndEmpty(directory, say));
}

async function fillAndEmpty(dataDirectory: string, say: (line: string) => void): Promise<FullDisk> {
  const problems: string[] = [];
  let refusedWithoutTime = 0;
  const seen = (status: number, headers: NodeJS.Dict<string | string[]>): void => {
    if (status !== 200 && (status !== 503 || headers["retry-after"] === undefined)) refusedWithoutTime += 1;
  };
  // The cap is far above the disk: it is the disk that ends it.
  const environment = { OUTSPAN_QUEUE_BYTES: String(2 ** 30) };
  const soak = await startSoak({ dataDirectory, environment, itemsPerRequest: 500, pauseMs: 0, seen });
  const [plain] = soak.destinations;
  await plain?.receiver.down();
  await until(() => soak.load.answered().refused > 20, "The disk was never full");
  const { bavail, bsize } = statfsSync(dataDirectory);
  say(
    `full with ${acknowledgedOf(soak)} items, ${bavail * bsize} bytes free: ${soak.load.answered().lastRefusal.slice(0, 80)}`,
  );
  problems.push(...(await balance(soak)), ...(await refusedOverGrpc(soak)));
  const told = await soak.engine.client.status();
  if (!told.ok || told.data.receiver.problems.length === 0)
    problems.push("The status does not say that the disk is full");
  const { refused } = soak.load.answered();
  await plain?.receiver.up();
  const upAtMs = performance.now();
  const before = acknowledgedOf(soak);
  await until(() => acknowledgedOf(soak) > before, "Nothing was taken again when the destination was back");
  const recoveredAfterMs = performance.now() - upAtMs;
  await wait(1000);
  await soak.pause();
  problems.push(...(await judgeDrained(soak, patienceMs)));
  if (refusedWithoutTime > 0) problems.push(`${refusedWithoutTime} refusals were not 503 with Retry-After`);
  const acknowledged = acknowledgedOf(soak);
  const { code } = await soak.close();
  if (code !== 0) problems.push(`SIGTERM: the engine ended with ${code}\n${soak.engine.output()}`);
  return { problems, acknowledged, refused, recoveredAfterMs };
}

async function until(isSo: () => boolean, otherwise: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(otherwise);
    await wait(20);
  }
}

/** One call over gRPC; UNAVAILABLE with the time to come again in its details. */
async function refusedOverGrpc({ engine, destinations, load }: Soak): Promise<string[]> {
  const count = 500;
  const message = numberedRequests({ signal: "traces", count })(load.sentItems("traces") + 10 * count);
  const session = connect(`http://${engine.grpc}`);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const stream = session.request({
    ":method": "POST",
    ":path": "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    "content-type": "application/grpc",
    te: "trailers",
  });
  const trailers = await new Promise<Record<string, unknown>>((resolve, reject) => {
    let last: Record<string, unknown> = {};
    for (const event of ["response", "trailers"] as const) {
      stream.on(event, (headers: Record<string, unknown>) => {
        last = { ...last, ...headers };
      });
    }
    stream.on("error", reject);
    stream.on("close", () => resolve(last));
    stream.resume();
    stream.end(Buffer.concat([head, message]));
  });
  session.close();
  if (trailers["grpc-status"] === "0")
    destinations[0]?.tallies.traces.acknowledged(load.sentItems("traces") + 10 * count, count);
  const isUnderstood = trailers["grpc-status"] === unavailable && trailers["grpc-status-details-bin"] !== undefined;
  return isUnderstood ? [] : [`Over gRPC it said ${JSON.stringify(trailers)}`];
}
