// That somebody tested a destination: the target and the verdict, never what was sent or answered.
import type { AuditAction } from "#lib/audit/action";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database } from "#lib/db/client";

export type Tested = {
  actor: Actor;
  /** Both null for values that were never saved under a name. */
  destination: { id: string | null; name: string | null };
  /** The origins that its items went to; "" where none of them is one. */
  target: string;
};

/** `cancelled`: whoever asked left before the end. */
export async function noteProbe(
  database: Database,
  tested: Tested,
  verdict: "accepted" | "warning" | "failed" | "cancelled",
  now: Date,
): Promise<void> {
  await note(database, "destination.probe", tested, { verdict }, now);
}

/** What an endpoint accepts was tried, with so many requests. */
export async function noteCapabilities(database: Database, tested: Tested, requests: number, now: Date): Promise<void> {
  await note(database, "destination.capabilities", tested, { requests }, now);
}

async function note(
  database: Database,
  action: AuditAction,
  { actor, destination, target }: Tested,
  told: Record<string, number | string>,
  now: Date,
): Promise<void> {
  const detail = { ...told, ...(target === "" ? {} : { target }) };
  const noun = { kind: "destination", ...destination };
  await appendAudit(database.kysely, actor, now, { action, noun, outcome: "done", fields: [], detail });
}
