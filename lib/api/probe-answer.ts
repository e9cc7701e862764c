// A probe as an answer: one JSON report at the end, or each stage as it ends, a line each (NDJSON). A client that leaves
// cancels the probe.
import { json } from "#lib/api/answer";
import { linesAnswer } from "#lib/api/lines-answer";
import { type Asked, whileAllowed } from "#lib/api/while-allowed";
import { readProbe } from "#lib/changes/probe";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export async function probeAnswer(asked: Asked, runtime: Runtime, probeId: string): Promise<Result<Response>> {
  return wantsLines(asked.request)
    ? probeLines(asked, runtime, probeId)
    : whileAllowed(asked, (abort) => probeReport(runtime, probeId, abort));
}

export async function probeLines(asked: Asked, runtime: Runtime, probeId: string): Promise<Result<Response>> {
  return linesAnswer(asked, (abort) => readProbe(runtime, probeId, abort));
}

async function probeReport(runtime: Runtime, probeId: string, abort: AbortSignal): Promise<Result<Response>> {
  const events = await readProbe(runtime, probeId, abort);
  if (!events.ok) return events;
  for await (const event of events.data) {
    if ("report" in event) return ok(json(event.report));
  }
  return fail("unavailable", "The probe was cancelled");
}

export function wantsLines(request: Request): boolean {
  return /\bapplication\/x-ndjson\b/i.test(request.headers.get("accept") ?? "");
}
