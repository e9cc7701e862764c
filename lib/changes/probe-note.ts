// What a probe tests, as the audit tells it, and the writing down when it ends: whoever sees the verdict finds its row.
import { actorOf, type Identity } from "#lib/auth/identity";
import type { Remembered } from "#lib/auth/probe-owners";
import { noteCapabilities, noteProbe, type Tested } from "#lib/db/probe-note";
import { diagnosisAsTyped } from "#lib/destination/named-secret-fix";
import { secretNamesIn } from "#lib/destination/named-secret-use";
import { originOf } from "#lib/destination/origin";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { maskSecrets } from "#lib/destination/secrets";
import type { ProbeEvent } from "#lib/otlp/report";
import type { Runtime } from "#lib/runtime";
import { unexpected } from "#lib/unexpected";

const targetLengthMax = 500;

type Noting = Pick<Runtime, "database" | "now">;

/** `others`: origins beside the destination's own that hear of it. */
export function testedOf(
  identity: Identity,
  destination: ProbedDestination,
  id: string | null,
  others: readonly string[] = [],
): Tested {
  const targets = enabledSignals(destination).flatMap((signal) => {
    const connection = effectiveConnection(destination, signal);
    return connection === null ? [] : [originOf(connection.target)];
  });
  const target = [...new Set([...targets, ...others])].join(", ").slice(0, targetLengthMax);
  return { actor: actorOf(identity), destination: { id, name: destination.name ?? null }, target };
}

/** What must be known of a probe when it is read: `typed` is the destination without what its named secrets bring. */
export function rememberedOf(
  identity: Identity,
  { typed, filled, id }: { typed: ProbedDestination; filled: ProbedDestination; id: string | null },
): Remembered {
  const asTyped = secretNamesIn(typed).length === 0 ? undefined : maskSecrets(typed);
  return { ...testedOf(identity, filled, id), asTyped };
}

/** The events as they come; the row is written before the report is handed on, or when whoever reads them leaves. */
export async function* notedProbe(
  { database, now }: Noting,
  tested: Remembered,
  events: AsyncIterable<ProbeEvent>,
): AsyncGenerator<ProbeEvent> {
  let verdict: Parameters<typeof noteProbe>[2] | null = null;
  try {
    for await (const event of events) {
      if ("report" in event) {
        verdict = event.report.verdict;
        await quietly(noteProbe(database, tested, verdict, now()));
      }
      yield asTyped(event, tested.asTyped);
    }
  } finally {
    if (verdict === null) await quietly(noteProbe(database, tested, "cancelled", now()));
  }
}

/** A fix of what a named secret brought has no row to change. */
function asTyped(event: ProbeEvent, typed: ProbedDestination | undefined): ProbeEvent {
  if (typed === undefined || !("report" in event)) return event;
  const diagnosis = event.report.diagnosis.map((one) => diagnosisAsTyped(one, typed));
  return { report: { ...event.report, diagnosis } };
}

/** The same of a run over what an endpoint accepts: how many of its events were requests. */
export async function* notedCapabilities<Event>(
  { database, now }: Noting,
  tested: Tested,
  events: AsyncIterable<Event>,
  isRequest: (event: Event) => boolean,
): AsyncGenerator<Event> {
  let requests = 0;
  try {
    for await (const event of events) {
      if (isRequest(event)) requests++;
      yield event;
    }
  } finally {
    await quietly(noteCapabilities(database, tested, requests, now()));
  }
}

/** It is too late to refuse what was sent: that it could not be written down is told in the log. */
async function quietly(noting: Promise<void>): Promise<void> {
  await noting.catch((error: unknown) => void unexpected(error, "A test could not be written into the audit", {}));
}
