// The named secrets that a destination uses, for a write that must know whether it may and for a probe that sends them. Nothing is
// written here.

import { openSecret, secretBodyOf } from "#lib/db/sealed-secret";
import { listSecretRows } from "#lib/db/secret";
import { judgedSecret, type OpenedSecret, withNamedSecrets } from "#lib/destination/named-secret-headers";
import { type NamedSecret, namedSecretProblems, secretNamesIn, secretOf } from "#lib/destination/named-secret-use";
import type { Problem } from "#lib/destination/problem";
import { connectionPath, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { headerOf } from "#lib/destination/secret-key";
import type { Signal } from "#lib/otlp/signal";
import type { Runtime } from "#lib/runtime";

/** All of them, unopened. */
export async function knownSecrets({ database }: Pick<Runtime, "database">): Promise<NamedSecret[]> {
  return (await listSecretRows(database.kysely)).map((row) => {
    const { origins, keys } = secretBodyOf(row);
    return { name: row.name, origins, headers: keys.map(({ key }) => headerOf(key)) };
  });
}

/**
 * The destination as the engine gets it, each secret's headers where they may go, and what forbids one. `instead`: one as it would be,
 * in place of the saved one of its name.
 */
export async function fillNamedSecrets(
  runtime: Pick<Runtime, "database" | "seal" | "unseal">,
  destination: ProbedDestination,
  instead?: OpenedSecret,
): Promise<Filled> {
  const names = secretNamesIn(destination);
  const rows = names.length === 0 ? [] : await listSecretRows(runtime.database.kysely);
  const opened = rows
    .filter(({ name }) => names.includes(name))
    .map((row) => (row.name === instead?.name ? instead : openSecret(runtime, row)));
  const forbidden = namedSecretProblems(destination, opened.map(judgedSecret));
  const problems = [...forbidden, ...closedProblems(destination, opened)];
  return {
    destination: withNamedSecrets(destination, opened),
    problems,
    secretOrigins: originsOf(destination, opened),
  };
}

type SecretOrigins = Partial<Record<Signal, string[]>>;
/** `secretOrigins`: of the signals that send a named secret, where that may go. */
type Filled = { destination: ProbedDestination; problems: Problem[]; secretOrigins: SecretOrigins };

function originsOf(destination: ProbedDestination, opened: readonly OpenedSecret[]): SecretOrigins {
  const found = enabledSignals(destination).flatMap((signal): [Signal, string[]][] => {
    const chosen = secretOf(destination, signal);
    // One that is not there sends nothing, and may go nowhere.
    return chosen === null ? [] : [[signal, [...(opened.find(({ name }) => name === chosen.name)?.origins ?? [])]]];
  });
  return Object.fromEntries(found);
}

/** Of values that cannot be read any more. */
function closedProblems(destination: ProbedDestination, opened: readonly OpenedSecret[]): Problem[] {
  const problems = enabledSignals(destination).flatMap((signal): [string, Problem][] => {
    const chosen = secretOf(destination, signal);
    const secret = opened.find(({ name }) => name === chosen?.name);
    if (chosen === null || !Object.values(secret?.values ?? {}).includes(null)) return [];
    const path = `${connectionPath(chosen.slot)}/secret`;
    const message = `The saved values of ${chosen.name} cannot be read any more: enter them again under Settings, Secrets`;
    return [[path, { path, code: "secret.enter_again", message, fix: null }]];
  });
  return [...new Map(problems).values()];
}
