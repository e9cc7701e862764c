// The console's side of the engine's socket: starts, reads and cancels probes, hands over the configuration, and learns when
// the engine is gone. Knows no database and no Next; an engine that does not answer is a value, `unavailable`.
import { type ClientRequest, type IncomingMessage, request as openRequest } from "node:http";
import { brokenReport } from "#lib/engine/broken-report";
import { EngineConfiguration, EngineError, ProbeRequest, ProbeStarted } from "#lib/engine/protocol";
import { isTrusted } from "#lib/engine/socket-path";
import { ProbeEvent, type Stage } from "#lib/otlp/report";
import { fail, ok, type Result } from "#lib/result";

export type EngineClient = {
  /** Throws nothing: false where the engine is away; it gets its configuration when it is back. */
  configure(configuration: EngineConfiguration): Promise<boolean>;
  startProbe(request: ProbeRequest): Promise<Result<{ id: string }>>;
  /** Events as they come; the last one is always the report, also when the engine dies in between. Ending early cancels. */
  readProbe(id: string, abort: AbortSignal): Promise<Result<AsyncIterable<ProbeEvent>>>;
  cancelProbe(id: string): Promise<void>;
  /** Resolves when the engine is gone, at once if it is not there, or when aborted. */
  watch(abort: AbortSignal): Promise<void>;
};

type Call = { method: string; path: string; body?: unknown; abort?: AbortSignal };

export function engineClient(socketPath: string): EngineClient {
  const call = (options: Call) => callEngine(socketPath, options);
  return {
    async configure(configuration) {
      const answer = await call({
        method: "PUT",
        path: "/configuration",
        body: EngineConfiguration.parse(configuration),
      });
      if (answer.ok) answer.data.resume();
      return answer.ok;
    },
    async startProbe(request) {
      const answer = await call({ method: "POST", path: "/probes", body: ProbeRequest.parse(request) });
      return answer.ok ? ok(ProbeStarted.parse(JSON.parse(await textOf(answer.data)))) : answer;
    },
    async readProbe(id, abort) {
      const startedAt = new Date();
      const answer = await call({ method: "GET", path: `/probes/${encodeURIComponent(id)}`, abort });
      return answer.ok ? ok(eventsOf(answer.data, id, startedAt, abort)) : answer;
    },
    async cancelProbe(id) {
      const answer = await call({ method: "DELETE", path: `/probes/${encodeURIComponent(id)}` });
      if (answer.ok) answer.data.resume();
    },
    async watch(abort) {
      const answer = await call({ method: "GET", path: "/watch", abort });
      if (!answer.ok) return;
      answer.data.on("error", () => {});
      answer.data.resume();
      // Not once() of node:events: that rejects on the error that a killed engine's socket reports.
      if (!answer.data.closed) await new Promise((resolve) => answer.data.once("close", resolve));
    },
  };
}

/** The answer's stream for a 2xx, its error otherwise. */
async function callEngine(socketPath: string, call: Call): Promise<Result<IncomingMessage>> {
  const away = fail("unavailable", "The engine is not running; it starts again by itself", { retryAfterSeconds: 1 });
  if (!isTrusted(socketPath)) return away;
  const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
  const headers = body === undefined ? {} : { "content-type": "application/json", "content-length": body.byteLength };
  const signal = call.abort === undefined ? {} : { signal: call.abort };
  const request = openRequest({ socketPath, method: call.method, path: call.path, headers, agent: false, ...signal });
  const response = await answerTo(request.end(body));
  if (response === null) return away;
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return ok(response);
  const parsed = EngineError.safeParse(parseJson(await textOf(response).catch(() => "")));
  return parsed.success ? { ok: false, error: parsed.data.error } : away;
}

function answerTo(request: ClientRequest): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    request.once("response", resolve);
    // Stays for the request's life: an error after the answer is the stream's to report.
    request.on("error", () => resolve(null));
  });
}

async function* eventsOf(
  answer: IncomingMessage,
  id: string,
  startedAt: Date,
  abort: AbortSignal,
): AsyncGenerator<ProbeEvent> {
  const stages: Stage[] = [];
  try {
    for await (const event of lines(answer)) {
      yield event;
      if ("report" in event) return;
      stages.push(event.stage);
    }
  } finally {
    answer.destroy();
  }
  if (abort.aborted) return;
  const title = "The engine stopped while it tested";
  const advice =
    "Nothing is known about the server beyond the stages above. The engine starts again by itself: test again.";
  yield { report: brokenReport({ id, startedAt, now: new Date(), stages, title, advice }) };
}

/** Ends without an error when the stream breaks off: a half line is no event. */
async function* lines(answer: IncomingMessage): AsyncGenerator<ProbeEvent> {
  let rest = "";
  try {
    for await (const chunk of answer.setEncoding("utf8")) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        const event = ProbeEvent.safeParse(parseJson(line));
        if (event.success) yield event.data;
      }
    }
  } catch (error) {
    if (!isBreak(error)) throw error;
  }
}

/** The engine is gone, or the reader left: both end the stream, neither is a bug. */
function isBreak(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ECONNRESET" || code === "ABORT_ERR" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
