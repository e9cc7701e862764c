// How often one identity may change something, and how often it may reach out. Each has its own, whichever door it takes.
import type { Identity } from "#lib/auth/identity";
import type { Permission } from "#lib/auth/permissions";
import type { Runtime } from "#lib/runtime";

type Limits = Pick<Runtime, "limitChanges" | "limitProbes">;

/** Null = go ahead. A probe connects to where it is told: many of them are a scan. */
export function limitIdentity(
  { limitChanges, limitProbes }: Limits,
  { kind, id }: Pick<Identity, "kind" | "id">,
  permission: Permission,
): { retryAfterSeconds: number } | null {
  const key = `${kind}:${id}`;
  return limitChanges(key) ?? (permission === "probe:run" ? limitProbes(key) : null);
}
