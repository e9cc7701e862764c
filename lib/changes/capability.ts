// Tries what the endpoint of a saved destination accepts, in the engine. It changes no row; the audit keeps that
// it was done.
import { randomUUID } from "node:crypto";
import type { Identity } from "#lib/auth/identity";
import { fillNamedSecrets } from "#lib/changes/named-secrets";
import { notedCapabilities, testedOf } from "#lib/changes/probe-note";
import { findDestinationRow } from "#lib/db/destination";
import { openDestination } from "#lib/db/sealed-destination";
import type { CapabilityEvent, CapabilitySubmission } from "#lib/destination/capability";
import { originOf } from "#lib/destination/origin";
import { siblingPort, whyNotToPort } from "#lib/destination/other-transport";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
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
  const { destination, problems: forbidden, secretOrigins } = await fillNamedSecrets(runtime, kept.destination);
  const problems = [...kept.problems, ...forbidden];
  const asked = { otherTransport, largeBatches };
  const request = { id, runId: randomUUID(), destination, problems, secretOrigins, ...asked };
  const events = await runtime.engine.client.tryCapabilities(request, abort);
  if (!events.ok) return events;
  const tested = testedOf(identity, destination, id, otherTransport ? otherOrigins(destination, secretOrigins) : []);
  return ok(notedCapabilities(runtime, tested, events.data, (event) => !("summary" in event)));
}

/** What the run reaches beyond the destination's own origins. */
function otherOrigins(
  destination: ProbedDestination,
  secretOrigins: Awaited<ReturnType<typeof fillNamedSecrets>>["secretOrigins"],
): string[] {
  return enabledSignals(destination).flatMap((signal) => {
    const connection = effectiveConnection(destination, signal);
    const port = connection && siblingPort(connection);
    if (connection === null || port === null) return [];
    return whyNotToPort(connection, port, secretOrigins[signal]) === null
      ? [originOf({ ...connection.target, port })]
      : [];
  });
}
