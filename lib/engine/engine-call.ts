// One call over the engine's socket, and what came of it. An engine that is away and one that was asked and did not answer are told
// apart: what was asked may be done all the same. Knows no call by name.
import { type ClientRequest, type IncomingMessage, request as openRequest } from "node:http";
import { EngineError } from "#lib/engine/protocol";
import { isTrusted } from "#lib/engine/socket-path";
import type { AppError } from "#lib/result";

/** `body` goes as JSON, `bytes` as they are. */
export type Call = {
  method: string;
  path: string;
  body?: unknown;
  bytes?: Uint8Array;
  abort?: AbortSignal | undefined;
  /** The engine may say nothing for so long. */
  silenceMs: number;
};

/** `silent`: nothing that can be read came back; `wasAsked`: there was somebody to ask. */
export type Called<T> =
  | { kind: "answered"; data: T }
  | { kind: "refused"; error: AppError }
  | { kind: "silent"; wasAsked: boolean };

/** Reads an answer whole; null = it is none. */
export type ReadAnswer<T> = (answer: IncomingMessage) => T | null | Promise<T | null>;

/** What `read` makes of a 2xx. */
export async function callEngine<T>(socketPath: string, call: Call, read: ReadAnswer<T>): Promise<Called<T>> {
  if (!isTrusted(socketPath)) return { kind: "silent", wasAsked: false };
  const body = call.bytes ?? (call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body)));
  const contentType = call.bytes === undefined ? "application/json" : "application/x-protobuf";
  const headers = body === undefined ? {} : { "content-type": contentType, "content-length": body.byteLength };
  const { method, path, abort, silenceMs: timeout } = call;
  const signal = abort === undefined ? {} : { signal: abort };
  const request = openRequest({ socketPath, method, path, headers, agent: false, timeout, ...signal });
  let wasAsked = false;
  request.once("socket", (socket) =>
    socket.once("connect", () => {
      wasAsked = true;
    }),
  );
  // Until the end of the answer: an engine that hangs accepts connections and keeps them.
  request.on("timeout", () => request.destroy());
  const response = await answerTo(request.end(body));
  if (response === null) return { kind: "silent", wasAsked };
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) {
    const data = await read(response);
    return data === null ? { kind: "silent", wasAsked } : { kind: "answered", data };
  }
  const parsed = EngineError.safeParse(parseJson(await textOf(response)));
  return parsed.success ? { kind: "refused", error: parsed.data.error } : { kind: "silent", wasAsked };
}

function answerTo(request: ClientRequest): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    request.once("response", resolve);
    // Stays for the request's life: an error after the answer is the stream's to report.
    request.on("error", () => resolve(null));
  });
}

/** The engine is gone, or the reader left: both end the stream, neither is a bug. */
export function isBreak(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ECONNRESET" || code === "ABORT_ERR" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What came of it: half an answer of an engine that dies is nothing that can be parsed. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  return (await bytesOf(answer)).toString("utf8");
}

export async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk);
  } catch (error) {
    if (!isBreak(error)) throw error;
  }
  return Buffer.concat(chunks);
}
