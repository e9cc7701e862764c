// A probe of three signals on loopback against three raw POSTs of the same bytes, both on new connections, in turns.
// The receiver keeps the bodies of the last probe, so that the raw posts are the same bytes to the same place.
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { figure, median, quantile } from "#e2e/bench/figures";
import { startOutspan } from "#e2e/outspan";
import { Report } from "#lib/otlp/report";

type Post = { path: string; headers: IncomingHttpHeaders; body: Buffer };

/** Until the JIT has seen the path: an engine that runs for days is warm. */
const warmUp = 90;
/** Together under the burst of 300 changes that one key may make. */
const rounds = 200;

export async function probeBench(): Promise<void> {
  const { port, posts, close } = await receiver();
  const outspan = await startOutspan();
  const destination = {
    connection: { transport: "http", endpoint: `http://127.0.0.1:${port}` },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  };
  const probes: number[] = [];
  const raws: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    posts.length = 0;
    const report = Report.parse((await outspan.api("POST", "/probe", { destination })).body);
    if (report.verdict !== "accepted") throw new Error(`The probe ended ${report.verdict}`);
    const same = posts.filter(({ body }) => body.length > 1).slice(-3);
    const startedAt = performance.now();
    await Promise.all(same.map((post) => send(port, post)));
    const rawMs = performance.now() - startedAt;
    if (round < warmUp) continue;
    probes.push(report.durationMs);
    raws.push(rawMs);
  }
  await outspan.stop();
  close();
  console.log(figure("probe of three signals, p50", median(probes), "ms", 10));
  console.log(figure("probe of three signals, p95", quantile(probes, 0.95), "ms"));
  console.log(figure("three raw POSTs of the same bytes, side by side, p50", median(raws), "ms"));
  console.log(figure("ratio of the medians", median(probes) / median(raws), "×", 3));
}

async function receiver(): Promise<{ port: number; posts: Post[]; close: () => void }> {
  const posts: Post[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      posts.push({ path: incoming.url ?? "", headers: incoming.headers, body });
      // One byte is no request: whoever takes that as well is no receiver, and gets asked more (H08).
      const status = body.length > 1 ? 200 : 400;
      response.writeHead(status, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, posts, close: () => server.close() };
}

/** A new connection each: no agent. */
function send(port: number, post: Post): Promise<void> {
  return new Promise((resolve, reject) => {
    const { connection: _, host: __, ...headers } = post.headers;
    const outgoing = request(
      { host: "127.0.0.1", port, path: post.path, method: "POST", headers, agent: false },
      (response) => {
        response.resume();
        response.once("end", resolve);
      },
    );
    outgoing.once("error", reject);
    outgoing.end(post.body);
  });
}
