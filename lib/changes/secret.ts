// The story of each write of a named secret, whoever asked. Values are write-only: sealed, never read back; null written means keep,
// unless the secret may go somewhere new. The engine has taken it before it is answered, so that the next request uses it.
import { actorOf, type Identity } from "#lib/auth/identity";
import { changedFields } from "#lib/changes/changed-fields";
import { knownSecrets } from "#lib/changes/named-secrets";
import { parseShape } from "#lib/changes/parse-shape";
import { listRestorableRows } from "#lib/db/destination";
import { bodyOf } from "#lib/db/saved-destination";
import { savedSecretOf } from "#lib/db/saved-secret";
import { openValues, type SecretBody, sealSecret, secretBodyOf, valueFingerprint } from "#lib/db/sealed-secret";
import {
  deleteSecret as deleteRow,
  findSecretRow,
  insertSecret,
  listSecretUsers,
  type SecretContent,
  type SecretRecord,
  updateSecret,
} from "#lib/db/secret";
import {
  checkSecret,
  type SavedSecret,
  type SecretKey,
  SecretReplacement,
  SecretSubmission,
} from "#lib/destination/named-secret";
import { namedSecretProblems, secretNamesIn } from "#lib/destination/named-secret-use";
import { fieldsOf, type Problem } from "#lib/destination/problem";
import { expiryFrom, expiryOf } from "#lib/destination/secret-expiry";
import { headerOf, pointerOf } from "#lib/destination/secret-key";
import { enteredKey } from "#lib/destination/secret-revision";
import { type Mark, refuseProvisioned } from "#lib/provisioned";
import { fail, ok, type Result } from "#lib/result";
import { type Runtime, undeleteMs } from "#lib/runtime";

/** The revision that the writer saw; "any" overwrites whatever is there. */
type Target = { name: string; revision: number | "any" };

/** Of a configuration applied as a whole: who uses the secret was judged by what it will be, it was counted as one, and where a file keeps it. */
type Planned = { areUsersJudged?: boolean; mark?: Mark };

export async function createSecret(
  runtime: Runtime,
  identity: Identity,
  submitted: unknown,
  message: string | null = null,
  { areUsersJudged = false, mark }: Planned = {},
): Promise<Result<SavedSecret>> {
  const parsed = parseShape(SecretSubmission, submitted);
  if (!parsed.ok) return parsed;
  const { name } = parsed.data;
  const written = writtenOf(runtime, identity, name, null, parsed.data);
  if (written.problems.length > 0) return invalid(written.problems);
  const limited = areUsersJudged ? null : limitValues(runtime, identity, parsed.data);
  if (limited !== null) return limited;
  const entered = enteredKeys(null, written.body);
  const change = { action: "secret.create" as const, fields: changedFields({}, shown(written)), entered, message };
  const content = sealed(runtime, name, written, mark);
  const row = await insertSecret(runtime.database, actorOf(identity), name, content, change, runtime.now());
  return row.ok ? ok(await savedOf(runtime, row.data)) : row;
}

/** The whole of it: a value that is not there is gone. */
export async function saveSecret(
  runtime: Runtime,
  identity: Identity,
  { name, revision }: Target,
  submitted: unknown,
  message: string | null = null,
  { areUsersJudged = false, mark }: Planned = {},
): Promise<Result<SavedSecret>> {
  const { database, now } = runtime;
  let isCounted = false;
  for (;;) {
    const row = await findSecretRow(database.kysely, name);
    if (row === null) return notFound();
    const parsed = parseShape(SecretReplacement, submitted);
    if (!parsed.ok) return parsed;
    const written = writtenOf(runtime, identity, name, row, parsed.data);
    const problems = [...renaming(name, parsed.data.name), ...written.problems];
    if (problems.length > 0) return invalid(problems);
    if (revision !== "any" && revision !== row.revision) return conflict(row.revision);
    const held = refuseProvisioned(identity, row.provisioned);
    if (held !== null) return held;
    const broken = areUsersJudged ? [] : await brokenUsers(runtime, name, written.body);
    if (broken.length > 0) return invalid(broken);
    const limited = isCounted || areUsersJudged ? null : limitValues(runtime, identity, parsed.data);
    if (limited !== null) return limited;
    isCounted = true;
    const before = { body: secretBodyOf(row), expiresAt: row.expiresAt };
    const entered = enteredKeys(before.body, written.body);
    const fields = changedFields(shown(before), shown(written));
    const change = { action: "secret.save" as const, fields, entered, message };
    const content = sealed(runtime, name, written, mark);
    const target = { name, revision: row.revision };
    const saved = await updateSecret(database, actorOf(identity), target, content, change, now());
    if (saved.ok) {
      await runtime.engine.reconfigure();
      return ok(await savedOf(runtime, saved.data));
    }
    if (saved.error.code !== "conflict" || revision !== "any") return saved;
  }
}

/** One that a destination uses stays, also where the destination was just deleted and can come back. */
export async function deleteSecret(runtime: Runtime, identity: Identity, target: Target): Promise<Result<null>> {
  const row = await findSecretRow(runtime.database.kysely, target.name);
  const held = row && refuseProvisioned(identity, row.provisioned);
  if (held !== null) return held;
  return deleteRow(runtime.database, actorOf(identity), target, restorableAfter(runtime), runtime.now());
}

type Written = { body: SecretBody; values: Record<string, string>; expiresAt: string | null };

/** What shall be stored, and what is wrong with it. `row`: what is stored now. */
export function writtenOf(
  runtime: Pick<Runtime, "unseal" | "seal" | "fingerprint" | "now">,
  identity: Identity,
  name: string,
  row: SecretRecord | null,
  submitted: SecretReplacement,
): Written & { problems: Problem[] } {
  const checked = checkSecret(submitted);
  const problems = [...checked.problems];
  const stored = row === null ? null : { ...secretBodyOf(row), values: openValues(runtime, row) };
  const isWider = checked.origins.some((origin) => !stored?.origins.includes(origin));
  const actor = actorOf(identity);
  const setBy = { kind: actor.kind === "system" ? ("file" as const) : actor.kind, name: actor.name };
  const keys: SecretKey[] = [];
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(submitted.values)) {
    if (value !== null) {
      const setAt = runtime.now().toISOString();
      keys.push({
        key,
        fingerprint: valueFingerprint(runtime, name, key, value),
        setAt,
        setBy,
        expiresAt: expiryOf(value),
      });
      values[key] = value;
      continue;
    }
    const kept = stored?.keys.find((one) => headerOf(one.key).toLowerCase() === headerOf(key).toLowerCase());
    const keptValue = kept && stored?.values?.[kept.key];
    const message = whyAgain(kept !== undefined, keptValue !== undefined, isWider);
    if (message !== null) {
      problems.push({ path: pointerOf(key), code: "secret.enter_again", message, fix: null });
    } else if (kept !== undefined && keptValue !== undefined) {
      keys.push({ ...kept, key });
      values[key] = keptValue;
    }
  }
  const expiresAt = submitted.expiresAt == null ? null : expiryFrom(submitted.expiresAt);
  return { body: { origins: checked.origins, keys }, values, expiresAt, problems };
}

/** Each value that is written shows its fingerprint, so values cannot be tried at will. null: go ahead. */
function limitValues(
  { limitSecretValues }: Runtime,
  { kind, id }: Identity,
  { values }: SecretReplacement,
): Result<never> | null {
  const count = Object.values(values).filter((value) => value !== null).length;
  const limited = count === 0 ? null : limitSecretValues(`${kind}:${id}`, count);
  return limited && fail("rate_limited", "Too many values of secrets at once. Try again in a moment.", limited);
}

/** null: it may stay. */
function whyAgain(isStored: boolean, isReadable: boolean, isWider: boolean): string | null {
  if (!isStored) return "No value is saved here: enter it";
  if (isWider) return "The secret may now be sent to another origin, so enter the value again";
  return isReadable ? null : "The saved value cannot be read any more: enter it again";
}

function renaming(name: string, written: string | undefined): Problem[] {
  if (written === undefined || written === name) return [];
  const message = "A secret keeps its name: destinations know it by that";
  return [{ path: "/name", code: "settings.invalid", message, fix: null }];
}

/** Destinations that were right and would not be any more. */
async function brokenUsers(runtime: Runtime, name: string, { origins, keys }: SecretBody): Promise<Problem[]> {
  const known = await knownSecrets(runtime);
  const next = known.map((one) =>
    one.name === name ? { name, origins, headers: keys.map(({ key }) => headerOf(key)) } : one,
  );
  const rows = await listRestorableRows(runtime.database, restorableAfter(runtime));
  return rows.flatMap((row) => {
    const destination = bodyOf(row);
    if (!secretNamesIn(destination).includes(name)) return [];
    const before = new Set(namedSecretProblems(destination, known).map(({ path, code }) => `${path} ${code}`));
    const added = namedSecretProblems(destination, next).filter(({ path, code }) => !before.has(`${path} ${code}`));
    return added.map(({ code, message }): Problem => {
      const path = code === "secret.doubled" ? "/values" : "/origins";
      return { path, code, message: `${destination.name} uses it: ${message}`, fix: null };
    });
  });
}

function restorableAfter({ now }: Pick<Runtime, "now">): Date {
  return new Date(now().getTime() - undeleteMs);
}

function sealed(runtime: Runtime, name: string, { body, values, expiresAt }: Written, mark?: Mark): SecretContent {
  return { ...sealSecret(runtime, name, body, values), expiresAt, ...(mark && { provisioned: JSON.stringify(mark) }) };
}

/** As the audit names what changed: a value that was entered differs. */
function shown({ body, expiresAt }: Pick<Written, "body" | "expiresAt">) {
  const values = Object.fromEntries(body.keys.map(({ key, setAt, fingerprint }) => [key, `${setAt} ${fingerprint}`]));
  return { origins: body.origins.join(" "), values, expiresAt };
}

/** Of each header, whether its value was entered now. */
function enteredKeys(before: SecretBody | null, after: SecretBody): Record<string, boolean> {
  const setOf = ({ keys }: SecretBody) =>
    new Map(keys.map(({ key, setAt, fingerprint }) => [enteredKey(key), `${setAt} ${fingerprint}`]));
  const known = before === null ? new Map<string, string>() : setOf(before);
  return Object.fromEntries([...setOf(after)].map(([key, set]) => [key, known.get(key) !== set]));
}

async function savedOf(runtime: Runtime, row: SecretRecord): Promise<SavedSecret> {
  const users = await listSecretUsers(runtime.database.kysely, restorableAfter(runtime));
  return savedSecretOf(row, users, runtime.now());
}

function invalid(problems: Problem[]): Result<never> {
  const fields = fieldsOf(problems);
  const count = Object.keys(fields).length;
  return fail("invalid", count === 1 ? "One field is not right" : `${count} fields are not right`, { fields });
}

function conflict(revision: number): Result<never> {
  return fail("conflict", `Somebody else saved this secret in the meantime (revision ${revision})`);
}

function notFound(): Result<never> {
  return fail("not_found", "There is no such secret");
}
