// Every page of the console asks for a person first.
import type { ReactNode } from "react";
import { WrongFileNote } from "#components/provision/WrongFileNote";
import { Shell } from "#components/shell/Shell";
import { can, roleLabel } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { readFileProblems, readSettings } from "#lib/queries/settings";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireUser();
  const { origin, version } = await readSettings();
  const account = {
    email: user.email,
    role: roleLabel(user.role),
    canWrite: can(user.role, "destination:write"),
  };
  return (
    <Shell account={account} host={new URL(origin).host}>
      {/* Reports that are copied off a page name it. */}
      <meta content={`Outspan ${version}`} name="generator" />
      <WrongFileNote problems={await readFileProblems()} />
      {children}
    </Shell>
  );
}
