// The story of each write of a destination, whoever asked: a click, a program. The engine has taken it before it is answered,
// so that the next item is routed by it. Knows neither React nor HTTP.
import { randomUUID } from "node:crypto";
import type { AuditAction } from "#lib/audit/action";
import { actorOf, type Identity } from "#lib/auth/identity";
import { changedFields } from "#lib/changes/changed-fields";
import { knownSecrets } from "#lib/changes/named-secrets";
import { parseShape } from "#lib/changes/parse-shape";
import {
  type DestinationContent,
  type DestinationRecord,
  findDestinationRow,
  hideDestination,
  insertDestination,
  type RevisionChange,
  showDestination,
  updateDestination,
} from "#lib/db/destination";
import { bodyOf, savedOf } from "#lib/db/saved-destination";
import { openDestination, sealDestination } from "#lib/db/sealed-destination";
import { checkDestination } from "#lib/destination/check";
import { hostCredentialProblems } from "#lib/destination/check-signing";
import { enabledSignals } from "#lib/destination/enabled-signals";
import { type NamedSecret, namedSecretProblems } from "#lib/destination/named-secret-use";
import { fieldsOf, type Problem } from "#lib/destination/problem";
import { withDefaults } from "#lib/destination/resolve";
import { headersMadeSecret, withoutValuesOf } from "#lib/destination/revision";
import { Destination, type SavedDestination } from "#lib/destination/schema";
import { enteredSecrets, keepSecrets } from "#lib/destination/secrets";
import { checkTlsMaterial } from "#lib/destination/tls-material";
import { presetOf } from "#lib/preset/records";
import { type Mark, refuseProvisioned } from "#lib/provisioned";
import { fail, ok, type Result } from "#lib/result";
import { type Runtime, undeleteMs } from "#lib/runtime";

/** The revision that the writer saw; "any" overwrites whatever is there. */
export type Precondition = number | "any";

export async function createDestination(
  runtime: Runtime,
  identity: Identity,
  submitted: unknown,
  message: string | null = null,
  { id = randomUUID(), mark }: { id?: string; mark?: Mark } = {},
): Promise<Result<SavedDestination>> {
  const parsed = parseShape(Destination, submitted);
  if (!parsed.ok) return parsed;
  const { destination, problems } = keepSecrets(parsed.data, null);
  const known = await knownSecrets(runtime);
  const wrong = [...problems, ...valueProblems(destination, runtime, known), ...checkPreset(destination)];
  if (wrong.length > 0) return invalid(wrong);
  const content = { ...sealDestination(runtime, id, destination), ...(mark && { mark }) };
  const entered = enteredSecrets(destination, null);
  const change = { action: "destination.create" as const, fields: changedFields({}, destination), message, entered };
  const row = await insertDestination(runtime.database, actorOf(identity), id, content, change, runtime.now());
  if (!row.ok) return row;
  await runtime.engine.reconfigure();
  return ok(savedOf(row.data));
}

export async function saveDestination(
  runtime: Runtime,
  identity: Identity,
  target: { id: string; revision: Precondition },
  submitted: unknown,
  message: string | null = null,
  mark?: Mark,
): Promise<Result<SavedDestination>> {
  const known = await knownSecrets(runtime);
  return overwriteDestination(runtime, identity, target, "destination.save", (row) => {
    const parsed = parseShape(Destination, submitted);
    if (!parsed.ok) return parsed;
    const stored = openDestination(runtime, row);
    const { destination, problems } = keepSecrets(parsed.data, stored);
    const wrong = [...valueProblems(destination, runtime, known), ...checkPreset(destination, stored)];
    if (wrong.length > 0) return invalid([...problems, ...wrong]);
    if (isStale(target.revision, row)) return conflict(row);
    if (problems.length > 0) return invalid(problems);
    return ok({
      content: { ...sealDestination(runtime, target.id, destination), ...(mark && { mark }) },
      fields: changedFields(withDefaults(stored), withDefaults(destination)),
      entered: enteredSecrets(destination, stored),
      hide: hidingSecrets(destination, stored),
      message,
    });
  });
}

/** Off stops everything at once. A switch that stands there already makes no revision. */
export async function switchDestination(
  runtime: Runtime,
  identity: Identity,
  target: { id: string; revision: Precondition },
  enabled: boolean,
  message: string | null = null,
): Promise<Result<SavedDestination>> {
  const row = await findDestinationRow(runtime.database, target.id);
  if (row === null) return notFound();
  if (isStale(target.revision, row)) return conflict(row);
  const held = refuseProvisioned(identity, row.provisioned);
  if (held !== null) return held;
  if ((bodyOf(row).enabled ?? true) === enabled) return ok(savedOf(row));
  return overwriteDestination(runtime, identity, target, "destination.switch", (current) => {
    if (isStale(target.revision, current)) return conflict(current);
    // The sealed secrets stay as they are: they are bound to the connections, which do not change here.
    const body = JSON.stringify({ ...bodyOf(current), enabled });
    return ok({ content: { body, secrets: current.secrets }, fields: ["/enabled"], message });
  });
}

/** It can be brought back for 10 minutes, then it is gone. */
export async function deleteDestination(
  runtime: Runtime,
  identity: Identity,
  target: { id: string; revision: Precondition },
): Promise<Result<{ undoUntil: string }>> {
  const now = runtime.now();
  const row = await findDestinationRow(runtime.database, target.id);
  const held = row && refuseProvisioned(identity, row.provisioned);
  if (held !== null) return held;
  const hidden = await hideDestination(runtime.database, actorOf(identity), target, now);
  if (!hidden.ok) return hidden;
  await runtime.engine.reconfigure();
  return ok({ undoUntil: new Date(now.getTime() + undeleteMs).toISOString() });
}

export async function undeleteDestination(
  runtime: Runtime,
  identity: Identity,
  id: string,
): Promise<Result<SavedDestination>> {
  const now = runtime.now();
  const after = new Date(now.getTime() - undeleteMs);
  const row = await showDestination(runtime.database, actorOf(identity), id, after, now);
  if (row === null) return notFound();
  await runtime.engine.reconfigure();
  return ok(savedOf(row));
}

type Draft = { content: DestinationContent } & Omit<RevisionChange, "action">;

/** Reads, lets `edit` decide, writes the next revision. "any" tries again when somebody else was faster. */
export async function overwriteDestination(
  runtime: Runtime,
  identity: Identity,
  target: { id: string; revision: Precondition },
  action: AuditAction,
  edit: (row: DestinationRecord) => Result<Draft>,
): Promise<Result<SavedDestination>> {
  for (;;) {
    const row = await findDestinationRow(runtime.database, target.id);
    if (row === null) return notFound();
    const draft = edit(row);
    if (!draft.ok) return draft;
    const held = refuseProvisioned(identity, row.provisioned);
    if (held !== null) return held;
    const { content, ...made } = draft.data;
    const { id, revision } = row;
    const change = { action, ...made };
    const actor = actorOf(identity);
    const written = await updateDestination(runtime.database, actor, { id, revision }, content, change, runtime.now());
    if (written.ok) {
      await runtime.engine.reconfigure();
      return ok(savedOf(written.data));
    }
    if (written.error.code !== "conflict" || target.revision !== "any") return written;
  }
}

/** A header that becomes secret is told in no older revision; undefined where none does. */
export function hidingSecrets(next: Destination, stored: Destination): Draft["hide"] {
  const headers = headersMadeSecret(next, stored);
  if (headers.length === 0) return undefined;
  return (body) => {
    const hidden = withoutValuesOf(bodyOf({ body }), headers);
    return hidden && JSON.stringify(hidden);
  };
}

export function valueProblems(
  destination: Destination,
  { settings, now }: { settings: Pick<Runtime["settings"], "awsHostCredentials">; now: () => Date },
  known: readonly NamedSecret[],
): Problem[] {
  return [
    ...checkDestination(destination),
    ...namedSecretProblems(destination, known),
    ...checkTlsMaterial(destination, now()),
    ...(settings.awsHostCredentials ? [] : hostCredentialProblems(destination, enabledSignals(destination))),
  ];
}

/** One that is saved stays, whatever became of the preset since. */
export function checkPreset({ preset }: Destination, stored?: Destination): Problem[] {
  if (preset === undefined || preset === stored?.preset || presetOf(preset) !== null) return [];
  const fix = { label: "Remove the preset", changes: [{ path: "/preset", op: "remove" as const }] };
  return [{ path: "/preset", code: "settings.invalid", message: "No preset has this id", fix }];
}

export function invalid(problems: Problem[]): Result<never> {
  const fields = fieldsOf(problems);
  const count = Object.keys(fields).length;
  return fail("invalid", count === 1 ? "One field is not right" : `${count} fields are not right`, { fields });
}

export function isStale(revision: Precondition, row: DestinationRecord): boolean {
  return revision !== "any" && revision !== row.revision;
}

export function conflict(row: DestinationRecord): Result<never> {
  return fail("conflict", `Somebody else saved this destination in the meantime (revision ${row.revision})`);
}

function notFound(): Result<never> {
  return fail("not_found", "There is no such destination");
}
