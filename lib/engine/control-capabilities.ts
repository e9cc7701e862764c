// The call of the control socket that tries what an endpoint accepts: rows as lines while it runs; who hangs up ends it.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CapabilityEvent } from "#lib/destination/capability";
import type { CapabilityRuns } from "#lib/engine/capabilities/runs";
import { readJson, sendError, startLines } from "#lib/engine/control-message";
import { CapabilityRequest } from "#lib/engine/protocol";

export async function postCapabilities(
  request: IncomingMessage,
  response: ServerResponse,
  runs: CapabilityRuns,
  { bytesMax, beatMs }: { bytesMax: number; beatMs: number },
): Promise<void> {
  const body = await readJson(request, bytesMax);
  if (!body.ok) return sendError(response, body.error);
  const parsed = CapabilityRequest.safeParse(body.data);
  if (!parsed.success) return sendError(response, { code: "invalid", message: "Not a request to try a destination" });
  const isGone = () => response.destroyed;
  if (isGone()) return;
  const started = runs.start(parsed.data, {
    event(event: CapabilityEvent) {
      if (!isGone()) response.write(`${JSON.stringify(event)}\n`);
    },
    end: () => response.end(),
  });
  if (!started.ok) return sendError(response, started.error);
  startLines(response, beatMs);
  response.once("close", () => started.data.cancel());
}
