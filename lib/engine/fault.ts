// An error of a socket, of TLS or of HTTP as plain data (failures.md §0: matched by code, reason and alert number).
import type { Fault } from "#lib/otlp/observation";

/** More than is ever shown: what repeats a secret is cut only after that was taken out. */
const firstBytesMax = 16 * 1024;

export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { code: "UNKNOWN", message: String(error) };
  const { code, reason, rawPacket } = error as Error & { code?: unknown; reason?: unknown; rawPacket?: unknown };
  const alert = /alert number (\d+)/.exec(error.message)?.[1];
  // OpenSSL's own line, "error:0A000410:SSL routines:function:reason:file:line", is for its authors.
  const said = typeof reason === "string" ? reason : /error:[\dA-F]+:[^:]*:[^:]*:([^:]+):/.exec(error.message)?.[1];
  return {
    code: typeof code === "string" ? code : "UNKNOWN",
    message: said ?? error.message.trim(),
    ...(said !== undefined && { reason: said }),
    ...(alert !== undefined && { alert: Number(alert) }),
    ...(rawPacket instanceof Uint8Array && { firstBytes: hex(rawPacket) }),
  };
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, firstBytesMax)).toString("hex");
}
