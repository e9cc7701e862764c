// What a set-up link is worth right now.
import * as z from "zod";
import { hashToken } from "#lib/auth/one-time-token";
import { type Role, roles } from "#lib/auth/permissions";
import { findToken } from "#lib/db/token";
import { runtime } from "#lib/runtime";

export type Setup =
  | { kind: "first_admin" }
  | { kind: "invited"; email: string; role: Role }
  | { kind: "new_password"; email: string }
  | { kind: "invalid" | "used" | "expired" };

/** Whether any account exists at all; without one, every page leads to /setup. */
export async function hasAccounts(): Promise<boolean> {
  return (await runtime()).accounts.exist();
}

export async function readSetup(token: string): Promise<Setup> {
  const { database, now, accounts } = await runtime();
  const found = await findToken(database, hashToken(token));
  if (found === null) return { kind: "invalid" };
  if (found.usedAt !== null) return { kind: "used" };
  if (found.expiresAt <= now().toISOString()) return { kind: "expired" };
  if (found.kind === "invite" && found.email !== null) {
    return { kind: "invited", email: found.email, role: z.enum(roles).parse(found.role) };
  }
  if (found.kind === "reset" && found.email !== null) return { kind: "new_password", email: found.email };
  return (await accounts.exist()) ? { kind: "used" } : { kind: "first_admin" };
}
