// Binds the console's port. The one before may still be going, so an occupied port is asked again for a moment.
import { once } from "node:events";
import type { Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, ok, type Result } from "#lib/result";

/** A launcher that was killed takes its children along within 1 s. */
const waitMs = 1500;
const pollMs = 100;

/** The port that was taken, or the line for the operator. */
export async function listen(server: Server, host: string, port: number): Promise<Result<number>> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      server.listen({ host, port, exclusive: true });
      await once(server, "listening");
      const address = server.address();
      return ok(typeof address === "object" && address !== null ? address.port : port);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (code === "EADDRINUSE" && performance.now() < deadline) {
        await sleep(pollMs);
        continue;
      }
      return fail("invalid", refusal(code, host, port));
    }
  }
}

function refusal(code: string, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${host} is already in use; stop what uses it, or set PORT`;
    case "EACCES":
      return `no permission to open port ${port} on ${host}; set PORT to 1024 or more`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `OUTSPAN_HOST ${host} is no address of this machine`;
    default:
      return `port ${port} on ${host} cannot be opened (${code})`;
  }
}
