// Starts a test of new values with every destination that uses a secret and reads a line of each as it ends. Draws nothing.
import { readJsonLines } from "#components/probe/json-lines";
import type { SecretProbed } from "#lib/destination/named-secret";
import { fail, ok, type Result } from "#lib/result";

export async function readSecretProbe(
  name: string,
  values: Record<string, string>,
  abort: AbortSignal,
): Promise<Result<AsyncGenerator<SecretProbed>>> {
  const response = await fetch(`/api/v1/secrets/${encodeURIComponent(name)}/probe`, {
    method: "POST",
    signal: abort,
    headers: { "content-type": "application/json", accept: "application/x-ndjson" },
    body: JSON.stringify({ values }),
  });
  if (response.ok && response.body !== null) return ok(lines(response.body));
  return fail("invalid", detailOf(await response.json().catch(() => null)));
}

/** A light check only: our own server made the line from the schema. */
async function* lines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<SecretProbed> {
  for await (const line of readJsonLines(body)) if ("destination" in line) yield line as SecretProbed;
}

/** The first thing that is wrong with a field, else what is said of the whole. */
function detailOf(problem: unknown): string {
  if (typeof problem !== "object" || problem === null) return "Outspan did not say why.";
  const fields: unknown = Reflect.get(problem, "fields");
  const [first] = typeof fields === "object" && fields !== null ? (Object.values(fields) as unknown[]).flat() : [];
  const detail: unknown = first ?? Reflect.get(problem, "detail");
  return typeof detail === "string" ? detail : "Outspan did not say why.";
}
