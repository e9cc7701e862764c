// Fixes that the engine made for a destination whose named secrets were filled in, for the one that was typed: it has no rows of a
// secret. Pure.
import { secretOf } from "#lib/destination/named-secret-use";
import type { Change, Fix } from "#lib/destination/problem";
import { connectionPath, type Slot } from "#lib/destination/resolve";
import type { Header, ProbedDestination } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

type Fixed = { signals: readonly Signal[]; advice: string; fix: Fix | null };

/** Without a fix that would change what a named secret brought; the advice says where that is changed. */
export function diagnosisAsTyped<D extends Fixed>(diagnosis: D, typed: ProbedDestination): D {
  const { fix, advice, signals } = diagnosis;
  if (fix === null) return diagnosis;
  const changes = fix.changes.map((change) => changeAsTyped(change, typed));
  if (!changes.includes(null)) return { ...diagnosis, fix: { ...fix, changes: changes.filter((one) => one !== null) } };
  const names = new Set(signals.flatMap((signal) => secretOf(typed, signal)?.name ?? []));
  const where = `It comes from the secret ${[...names].join(", ")}: change it under Settings, Secrets.`;
  return { ...diagnosis, advice: advice === "" ? where : `${advice} ${where}`, fix: null };
}

const headersPath = /^\/(?:signals\/(traces|metrics|logs)\/)?connection\/headers(?:\/(\d+)(\/.*)?)?$/;

/** null: what it changes is a secret's. */
function changeAsTyped(change: Change, typed: ProbedDestination): Change | null {
  const found = headersPath.exec(change.path);
  if (found === null) return change;
  const [, signal, index, rest = ""] = found;
  const slot: Slot = (signal as Signal | undefined) ?? "shared";
  const shared = typed.connection?.headers ?? [];
  const own = slot === "shared" ? shared : typed.signals[slot]?.connection?.headers;
  if (index === undefined) return withoutRowsOfSecrets(change, own ?? shared);
  // What a signal inherits stands in front of what its secret brings.
  if (Number(index) >= (own ?? shared).length) return null;
  return own === undefined ? { ...change, path: `${connectionPath("shared")}/headers/${index}${rest}` } : change;
}

/** All rows at once, as a fix writes them: a secret's have no value, and no typed row their name. */
function withoutRowsOfSecrets(change: Change, rows: readonly Header[]): Change {
  if (!("value" in change) || !Array.isArray(change.value)) return change;
  const typed = new Set(rows.map(({ name }) => name.toLowerCase()));
  const value = change.value.filter((row) => {
    const { name, value: text } = row as { name?: unknown; value?: unknown };
    return text !== null || typed.has(String(name).toLowerCase());
  });
  return { ...change, value };
}
