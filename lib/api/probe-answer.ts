// A probe as an answer: one JSON report at the end, or each stage as it ends, a line each (NDJSON). A client that leaves
// cancels the probe.
import { json } from "#lib/api/answer";
import { linesAnswer } from "#lib/api/lines-answer";
import { readProbe } from "#lib/changes/probe";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export async function probeAnswer(request: Request, runtime: Runtime, probeId: string): Promise<Result<Response>> {
  return wantsLines(request) ? probeLines(request, runtime, probeId) : probeReport(request, runtime, probeId);
}

export async function probeLines(request: Request, runtime: Runtime, probeId: string): Promise<Result<Response>> {
  return linesAnswer(request, (abort) => readProbe(runtime, probeId, abort));
}

async function probeReport(request: Request, runtime: Runtime, probeId: string): Promise<Result<Response>> {
  const events = await readProbe(runtime, probeId, request.signal);
  if (!events.ok) return events;
  for await (const event of events.data) {
    if ("report" in event) return ok(json(event.report));
  }
  return fail("unavailable", "The probe was cancelled");
}

export function wantsLines(request: Request): boolean {
  return /\bapplication\/x-ndjson\b/i.test(request.headers.get("accept") ?? "");
}
