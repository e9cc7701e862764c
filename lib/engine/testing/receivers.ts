// Receivers and impostors for the probe's tests: real HTTP, HTTP/2 and gRPC servers that note what they were sent, and a probe
// of them from start to report.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import {
  Server as GrpcServer,
  Metadata,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import { applyFix } from "#lib/destination/fix";
import type { Fix } from "#lib/destination/problem";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import type { Network } from "#lib/engine/open-socket";
import { runProbe } from "#lib/engine/probe";
import type { ProbeRequest } from "#lib/engine/protocol";
import type { TargetRules } from "#lib/engine/target-policy";
import { listen, network } from "#lib/engine/testing/peers";
import type { Surroundings } from "#lib/otlp/explain/facts";
import type { Diagnosis, Report, Stage } from "#lib/otlp/report";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

/** `body` as it came: compressed where it was. */
export type Seen = { path: string; headers: IncomingMessage["headers"]; bytes: number; body: Buffer };
type Reply = { status?: number; type?: string; body?: string | Uint8Array; headers?: Record<string, string> };
export type Answer = (seen: Seen, response: ServerResponse) => Reply | null;

/** What a conforming receiver answers to a request that it takes. */
export const taken: Reply = { status: 200, type: "application/x-protobuf", body: "" };
export const notFound: Reply = { status: 404, type: "text/plain; charset=utf-8", body: "404 page not found\n" };

/** Takes the three paths below `prefix`, and JSON as well as Protobuf. */
export function otlpAt(prefix = "", only: readonly Signal[] = signals): Answer {
  const paths = only.map((signal) => prefix + signalFacts[signal].path);
  return ({ path, headers }) =>
    paths.includes(path)
      ? headers["content-type"] === "application/json"
        ? { status: 200, type: "application/json", body: "{}" }
        : taken
      : notFound;
}

/** What every receiver answers to a byte that is no request (H08), whoever asks. */
const noRequest: Reply = { status: 400, type: "text/plain", body: "illegal tag" };

/**
 * `null` as an answer leaves the request hanging. Requests with items and without are told apart by their size. One that is no
 * request at all is counted apart, as a doubt, and refused unless `takesAnything`.
 */
export async function httpReceiver(
  answer: Answer,
  tls?: Parameters<typeof createHttpsServer>[0],
  port = 0,
  takesAnything = false,
) {
  const requests: Seen[] = [];
  const doubts: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    let body = Buffer.alloc(0);
    request.on("data", (chunk: Buffer) => {
      body = Buffer.concat([body, chunk]);
    });
    request.on("end", () => {
      const seen = { path: request.url ?? "", headers: request.headers, bytes: body.length, body };
      const isNone = body.length === 1 && body[0] === 0xff;
      (isNone ? doubts : requests).push(seen);
      const said = answer(seen, response);
      const isRefused = isNone && !takesAnything && (said?.status ?? 200) < 300;
      const reply = isRefused && said !== null ? noRequest : said;
      if (reply === null) return;
      const type = reply.type === undefined ? {} : { "content-type": reply.type };
      response.writeHead(reply.status ?? 200, { ...type, ...reply.headers }).end(reply.body);
    });
  };
  const server = tls ? createHttpsServer(tls, listener) : createServer(listener);
  return { port: await listen(server as Server, port), requests, doubts };
}

/** Bodies of at most two bytes are `{}` or nothing: no items. */
export const withItems = (requests: readonly Seen[]) => requests.filter(({ bytes }) => bytes > 2);

type GrpcAnswer = { code?: number; details?: string; body?: Uint8Array; metadata?: Record<string, string | Buffer> };
export type GrpcSeen = { signal: Signal; bytes: number; message: Buffer; metadata: Metadata };

export async function grpcReceiver(
  answer: (seen: GrpcSeen) => GrpcAnswer = () => ({}),
  served: readonly Signal[] = signals,
  credentials = ServerCredentials.createInsecure(),
  fixedPort = 0,
) {
  const requests: GrpcSeen[] = [];
  const doubts: GrpcSeen[] = [];
  const server = new GrpcServer();
  const raw = (bytes: Buffer) => bytes;
  for (const signal of served) {
    const method = { path: signalFacts[signal].grpcPath, requestStream: false, responseStream: false } as const;
    const coding = { requestSerialize: raw, requestDeserialize: raw, responseSerialize: raw, responseDeserialize: raw };
    const Export = (call: ServerUnaryCall<Buffer, Buffer>, reply: sendUnaryData<Buffer>) => {
      const seen = { signal, bytes: call.request.length, message: call.request, metadata: call.metadata };
      const isNone = seen.bytes === 1 && seen.message[0] === 0xff;
      (isNone ? doubts : requests).push(seen);
      const said = answer(seen);
      const { code = 0, details = "", body = Buffer.alloc(0), metadata = {} } = isNone && !said.code ? noCall : said;
      const trailer = new Metadata();
      for (const [name, value] of Object.entries(metadata)) trailer.set(name, value);
      if (code === 0) reply(null, Buffer.from(body), trailer);
      else reply({ code, details, metadata: trailer });
    };
    server.addService({ Export: { ...method, ...coding } }, { Export });
  }
  onTestFinished(() => server.forceShutdown());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${fixedPort}`, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { port, requests, doubts };
}

/** What a gRPC server answers to a byte that is no request. */
const noCall: GrpcAnswer = { code: 13, details: "cannot read the request" };

/** All three signals over one shared connection. */
export function destination(endpoint: string, more: Connection = {}): ProbedDestination {
  return {
    connection: { transport: "http", endpoint, compression: "none", timeoutMs: 5000, ...more },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  };
}

type Options = Partial<Omit<ProbeRequest, "destination">> & {
  rules?: Partial<TargetRules>;
  net?: Partial<Network>;
  abort?: AbortSignal;
  surroundings?: Surroundings;
};

/** The report, and the stages as they were told one by one. */
export async function probe(probed: ProbedDestination, options: Options = {}): Promise<Report & { told: Stage[] }> {
  const { rules, net, abort = new AbortController().signal, surroundings, ...more } = options;
  const told: Stage[] = [];
  const emit = (stage: Stage) => told.push(stage);
  const context = { id: "probe-1", abort, emit, network: network(rules, net), ...(surroundings && { surroundings }) };
  const request: ProbeRequest = { destination: probed, problems: [], sdk: false, anonymous: false, ...more };
  return { ...(await runProbe(request, context)), told };
}

/** Applies the fix and probes again: a fix that is offered leads to green. */
export function probeFixed(probed: ProbedDestination, { fix }: Pick<Diagnosis, "fix">, options: Options = {}) {
  if (fix === null) throw new Error("No fix is offered");
  return probe(applyFix(probed, fix as Fix), options);
}

/** "tls failed": name and status of every stage that neither passed nor was skipped. */
export function notPassed(report: Report): string[] {
  return report.stages
    .filter(({ status }) => status === "failed" || status === "warned")
    .map(({ stage, status }) => `${stage} ${status}`);
}

export function firstOf({ diagnosis: [first] }: Report): Diagnosis {
  if (first === undefined) throw new Error("No diagnosis");
  return first;
}

/** "port.http_to_grpc certain traces,metrics,logs: Switch to gRPC". */
export function told({ diagnosis }: Report): string[] {
  return diagnosis.map(
    ({ code, certainty, signals: whose, fix }) => `${code} ${certainty} ${whose.join(",")}: ${fix?.label ?? "no fix"}`,
  );
}
