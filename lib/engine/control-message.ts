// Bodies and answers on the engine's control socket. Knows no call.
import type { IncomingMessage, ServerResponse } from "node:http";
import { statusOfCode } from "#lib/engine/protocol";
import { type AppError, fail, ok, type Result } from "#lib/result";

export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Result<Buffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes > bytesMax) return fail("too_large", `The body is larger than ${bytesMax >> 20} MiB`);
      chunks.push(chunk);
    }
    return ok(Buffer.concat(chunks));
  } catch {
    return fail("invalid", "The body broke off");
  }
}

export async function readJson(request: IncomingMessage, bytesMax: number): Promise<Result<unknown>> {
  const body = await readBody(request, bytesMax);
  if (!body.ok) return body;
  try {
    return ok(JSON.parse(body.data.toString("utf8")));
  } catch {
    // The parser's message would quote the body, and with it a secret.
    return fail("invalid", "The body is not JSON");
  }
}

export function sendError(response: ServerResponse, error: AppError): void {
  send(response, statusOfCode[error.code] ?? 500, { error });
}

/** Lines of NDJSON, with an empty one now and then. A watch is nothing but this: it stays open until either process ends. */
export function startLines(response: ServerResponse, beatMs: number): void {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.flushHeaders();
  const beat = setInterval(() => {
    if (!response.writableEnded) response.write("\n");
  }, beatMs);
  response.once("close", () => clearInterval(beat));
}

export function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
