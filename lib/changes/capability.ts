// Tries what the endpoint of a saved destination accepts, in the engine. It changes no row; the audit keeps that
// it was done.
import { randomUUID } from "node:crypto";
import type { Identity } from "#lib/auth/identity";
import { fillNamedSecrets } from "#lib/changes/named-secrets";
import { notedCapabilities, testedOf } from "#lib/changes/probe-note";
import { findDestinationRow } from "#lib/db/destination";
import { openDestination } from "#lib/db/sealed-destination";
import type { CapabilityEvent, CapabilitySubmission } from "#lib/destination/capability";
import { keepSecrets } from "#lib/destination/secrets";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export async function tryCapabilities(
  runtime: Runtime,
  identity: Identity,
  id: string,
  { otherTransport = false, largeBatches = false }: CapabilitySubmission,
  abort: AbortSignal,
): Promise<Result<AsyncIterable<CapabilityEvent>>> {
  const row = await findDestinationRow(runtime.database, id);
  if (row === null) return fail("not_found", "There is no such destination");
  // A secret that does not open any more is still null: keeping it from nothing says so at its field.
  const kept = keepSecrets(openDestination(runtime, row), null);
  const { destination, problems: forbidden } = await fillNamedSecrets(runtime, kept.destination);
  const problems = [...kept.problems, ...forbidden];
  const request = { id, runId: randomUUID(), destination, problems, otherTransport, largeBatches };
  const events = await runtime.engine.client.tryCapabilities(request, abort);
  if (!events.ok) return events;
  const tested = testedOf(identity, destination, id);
  return ok(notedCapabilities(runtime, tested, events.data, (event) => !("summary" in event)));
}
