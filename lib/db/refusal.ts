// Refused sign-ins in the audit, and what was refused to somebody signed in who was asked again: as many as lib/auth/refused-sign-ins.ts
// lets through. Nobody has shown who they are, so the actor is Outspan, and the person is whose account was tried.
import { appendAudit } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import { findUserByEmail } from "#lib/db/user";

type Refusal = { reason: string; address: string | null; email: string | null; isSignedIn?: boolean; count: number };

export async function auditRefusal(
  database: Database,
  { reason, address, email, isSignedIn, count }: Refusal,
  now: Date,
): Promise<void> {
  const user = email === null ? null : await findUserByEmail(database, email);
  await appendAudit(database.kysely, { kind: "system", id: null, name: "Outspan" }, now, {
    action: isSignedIn ? "account.refused" : "session.refused",
    noun: { kind: "person", id: user?.id ?? null, name: email },
    outcome: "refused",
    fields: [],
    detail: { reason, count, ...(address !== null && { address }) },
  });
}
