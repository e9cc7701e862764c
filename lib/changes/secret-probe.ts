// Tests every destination that uses a secret with values that are not saved, before they are. It changes no row; the values stay in
// memory, and go where the saved ones may go.
import type { Identity } from "#lib/auth/identity";
import { limitCostly } from "#lib/auth/limit-identity";
import { fillNamedSecrets } from "#lib/changes/named-secrets";
import { readProbe } from "#lib/changes/probe";
import { rememberedOf } from "#lib/changes/probe-note";
import { writtenOf } from "#lib/changes/secret";
import { listDestinationRows } from "#lib/db/destination";
import { openDestination } from "#lib/db/sealed-destination";
import { secretBodyOf } from "#lib/db/sealed-secret";
import { findSecretRow } from "#lib/db/secret";
import type { SecretProbed, SecretProbeSubmission } from "#lib/destination/named-secret";
import type { OpenedSecret } from "#lib/destination/named-secret-headers";
import { secretNamesIn } from "#lib/destination/named-secret-use";
import { fieldsOf } from "#lib/destination/problem";
import type { Destination } from "#lib/destination/schema";
import { headerOf } from "#lib/destination/secret-key";
import { keepSecrets } from "#lib/destination/secrets";
import type { Report } from "#lib/otlp/report";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

type User = { id: string; destination: Destination };

/** One at a time: a fifth probe at once would wait, and others want to test as well. */
export async function probeSecret(
  runtime: Runtime,
  identity: Identity,
  name: string,
  { values = {} }: SecretProbeSubmission,
  abort: AbortSignal,
): Promise<Result<AsyncIterable<SecretProbed>>> {
  const row = await findSecretRow(runtime.database.kysely, name);
  if (row === null) return fail("not_found", "There is no such secret");
  const { origins, keys } = secretBodyOf(row);
  const kept = Object.fromEntries(keys.map(({ key }) => [key, null]));
  const written = writtenOf(runtime, identity, name, row, { origins, values: { ...kept, ...values } });
  if (written.problems.length > 0) {
    return fail("invalid", "The values are not right", { fields: fieldsOf(written.problems) });
  }
  const headers = Object.entries(written.values).map(([key, value]) => [headerOf(key), value]);
  const instead = { name, origins, values: Object.fromEntries(headers) };
  const users = (await listDestinationRows(runtime.database))
    .map((one) => ({ id: one.id, destination: openDestination(runtime, one) }))
    .filter(({ destination }) => secretNamesIn(destination).includes(name));
  // The call itself was counted as one.
  const limited = users.length > 1 ? limitCostly(runtime, identity, "probe", users.length - 1) : null;
  if (limited) return fail("rate_limited", "Too many tests at once. Try again in a moment.", limited);
  return ok(probes(runtime, identity, users, instead, abort));
}

async function* probes(
  runtime: Runtime,
  identity: Identity,
  users: readonly User[],
  instead: OpenedSecret,
  abort: AbortSignal,
): AsyncGenerator<SecretProbed> {
  for (const { id, destination } of users) {
    if (abort.aborted) return;
    const report = await probe(runtime, identity, { id, destination }, instead, abort);
    yield { destination: { id, name: destination.name }, ...outcomeOf(report) };
  }
}

async function probe(
  runtime: Runtime,
  identity: Identity,
  { id, destination: saved }: User,
  instead: OpenedSecret,
  abort: AbortSignal,
): Promise<Result<Report>> {
  const kept = keepSecrets(saved, null);
  const { destination, problems } = await fillNamedSecrets(runtime, kept.destination, instead);
  const request = { destination, problems: [...kept.problems, ...problems], sdk: false, anonymous: false };
  const started = await runtime.engine.client.startProbe(request, abort);
  if (!started.ok) return started;
  const told = { typed: kept.destination, filled: destination, id };
  runtime.probes.remember(started.data.id, identity, rememberedOf(identity, told));
  const events = await readProbe(runtime, started.data.id, abort);
  if (!events.ok) return events;
  for await (const event of events.data) if ("report" in event) return ok(event.report);
  return fail("unavailable", "The probe was cancelled");
}

function outcomeOf(probed: Result<Report>): Pick<SecretProbed, "report" | "message"> {
  if (!probed.ok) return { report: null, message: probed.error.message };
  const [first] = probed.data.diagnosis;
  return { report: probed.data, message: first?.title ?? acceptedWords[probed.data.verdict] };
}

const acceptedWords: Record<Report["verdict"], string> = {
  accepted: "Every signal accepted",
  warning: "Accepted, with something to know",
  failed: "Not accepted",
};
