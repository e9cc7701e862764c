// Starts a probe of unsaved or saved values in the engine and remembers whose it is; reads it. It changes no row: of its result
// only the verdict is kept, in the audit.
import * as z from "zod";
import type { Identity } from "#lib/auth/identity";
import { limitIdentity } from "#lib/auth/limit-identity";
import { fillNamedSecrets } from "#lib/changes/named-secrets";
import { parseShape } from "#lib/changes/parse-shape";
import { notedProbe, rememberedOf } from "#lib/changes/probe-note";
import { findDestinationRow } from "#lib/db/destination";
import { openDestination } from "#lib/db/sealed-destination";
import { ProbedDestination } from "#lib/destination/schema";
import { keepSecrets } from "#lib/destination/secrets";
import type { ProbeEvent } from "#lib/otlp/report";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

const extras = { sdk: z.boolean().optional(), anonymous: z.boolean().optional() };

/** Unsaved values; with `id`, their null secrets are those of that saved destination. */
export const ProbeSubmission = z.strictObject({ destination: ProbedDestination, id: z.string().optional(), ...extras });

/** The saved one, as it is. */
export const SavedProbeSubmission = z.strictObject(extras);
type Extras = z.output<typeof SavedProbeSubmission>;

/**
 * A wrong shape is `invalid`, its pointers below `at`; a wrong value is a report, which the engine writes. `abort`: a caller
 * who leaves starts nothing.
 */
export async function startProbe(
  runtime: Runtime,
  identity: Identity,
  { id, destination: submitted, sdk = false, anonymous = false }: { id?: string; destination: unknown } & Extras,
  at = "",
  abort?: AbortSignal,
): Promise<Result<{ id: string }>> {
  const row = id === undefined ? null : await findDestinationRow(runtime.database, id);
  if (id !== undefined && row === null) return fail("not_found", "There is no such destination");
  const parsed = parseShape(ProbedDestination, submitted, at);
  if (!parsed.ok) return parsed;
  const { destination, problems } = keepSecrets(parsed.data, row === null ? null : openDestination(runtime, row));
  return hand(runtime, identity, row?.id ?? null, { destination, problems, sdk, anonymous }, abort);
}

export async function startSavedProbe(
  runtime: Runtime,
  identity: Identity,
  id: string,
  { sdk = false, anonymous = false }: Extras,
  abort?: AbortSignal,
): Promise<Result<{ id: string }>> {
  const row = await findDestinationRow(runtime.database, id);
  if (row === null) return fail("not_found", "There is no such destination");
  // A secret that does not open any more is still null: keeping it from nothing says so at its field.
  const { destination, problems } = keepSecrets(openDestination(runtime, row), null);
  return hand(runtime, identity, row.id, { destination, problems, sdk, anonymous }, abort);
}

/** What follows a save that was asked to test: no more often than any other probe, and whatever it comes to, the save stands. */
export async function startProbeAfterSave(
  runtime: Runtime,
  identity: Identity,
  id: string,
): Promise<Result<{ id: string }>> {
  const limited = limitIdentity(runtime, identity, "probe:run");
  if (limited === null) return startSavedProbe(runtime, identity, id, {});
  return fail("rate_limited", "Too many tests at once. Try again in a moment.", limited);
}

type ProbeRequest = Parameters<Runtime["engine"]["client"]["startProbe"]>[0];

async function hand(
  runtime: Runtime,
  identity: Identity,
  destinationId: string | null,
  request: ProbeRequest,
  abort: AbortSignal | undefined,
): Promise<Result<{ id: string }>> {
  const { destination, problems } = await fillNamedSecrets(runtime, request.destination);
  const ready = { ...request, destination, problems: [...request.problems, ...problems] };
  const started = await runtime.engine.client.startProbe(ready, abort);
  if (!started.ok) return started;
  const told = { typed: request.destination, filled: destination, id: destinationId };
  runtime.probes.remember(started.data.id, identity, rememberedOf(identity, told));
  return ok({ id: started.data.id });
}

/** Its events, once: the last one is the report. Ending early cancels. */
export async function readProbe(
  runtime: Runtime,
  id: string,
  abort: AbortSignal,
): Promise<Result<AsyncIterable<ProbeEvent>>> {
  const events = await runtime.engine.client.readProbe(id, abort);
  if (!events.ok) return events;
  const tested = runtime.probes.take(id);
  return tested === null ? events : ok(notedProbe(runtime, tested, events.data));
}
