// What a set-up link is worth right now.
import type { Role } from "#lib/auth/permissions";

export type Setup =
  | { kind: "first_admin" }
  | { kind: "invited"; email: string; role: Role }
  | { kind: "invalid" | "used" | "expired" };

/** Whether any account exists at all; without one, every page leads to /setup. */
export async function hasAccounts(): Promise<boolean> {
  return false;
}

export async function readSetup(_token: string): Promise<Setup> {
  return { kind: "invalid" };
}
