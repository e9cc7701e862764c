// A probe as an answer: one JSON report at the end, or each stage as it ends, a line each (NDJSON). A client that leaves
// cancels the probe.
import { json } from "#lib/api/answer";
import { linesAnswer } from "#lib/api/lines-answer";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export async function probeAnswer(request: Request, { engine }: Runtime, probeId: string): Promise<Result<Response>> {
  return wantsLines(request)
    ? probeLines(request, engine.client, probeId)
    : probeReport(request, engine.client, probeId);
}

type Client = Pick<Runtime["engine"]["client"], "readProbe">;

export async function probeLines(request: Request, client: Client, probeId: string): Promise<Result<Response>> {
  return linesAnswer(request, (abort) => client.readProbe(probeId, abort));
}

async function probeReport(request: Request, client: Client, probeId: string): Promise<Result<Response>> {
  const events = await client.readProbe(probeId, request.signal);
  if (!events.ok) return events;
  for await (const event of events.data) {
    if ("report" in event) return ok(json(event.report));
  }
  return fail("unavailable", "The probe was cancelled");
}

function wantsLines(request: Request): boolean {
  return /\bapplication\/x-ndjson\b/i.test(request.headers.get("accept") ?? "");
}
