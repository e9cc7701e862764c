// Where the one-time link leads: the first admin, an invited person, a new password, or a link that no longer works and what to do.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountFrame } from "#components/account/AccountFrame";
import { NewPasswordForm } from "#components/account/NewPasswordForm";
import { SetupForm } from "#components/account/SetupForm";
import { SetupSteps } from "#components/account/SetupSteps";
import { SpentLink } from "#components/account/SpentLink";
import { Tag } from "#components/ui/Tag";
import { roleLabel, roleWords } from "#lib/auth/permissions";
import { readSettings } from "#lib/queries/settings";
import { hasAccounts, readSetup } from "#lib/queries/setup";
import { readSignIn } from "#lib/queries/sign-in";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  if (!(await readSignIn(null)).hasPasswords) redirect("/login");
  const hasOne = await hasAccounts();
  if (typeof token !== "string" && hasOne) redirect("/login");
  const host = new URL((await readSettings()).origin).host;
  const setup = typeof token === "string" ? await readSetup(token) : ({ kind: "missing" } as const);
  const aside = <SetupSteps />;
  if (setup.kind === "first_admin")
    return (
      <AccountFrame
        aside={aside}
        host={host}
        text="You opened the one-time link that Outspan printed when it started. It stops working once this account exists."
        title="Create the first account"
      >
        <SetupForm token={String(token)} />
      </AccountFrame>
    );
  if (setup.kind === "invited")
    return (
      <AccountFrame
        host={host}
        text={
          <>
            Your role is <Tag>{roleLabel(setup.role)}</Tag>. {roleWords[setup.role]}
          </>
        }
        title="Join this Outspan"
      >
        <SetupForm email={setup.email} token={String(token)} />
      </AccountFrame>
    );
  if (setup.kind === "new_password")
    return (
      <AccountFrame
        host={host}
        text={`For ${setup.email}. All browsers that are signed in as you are signed out.`}
        title="Choose a new password"
      >
        <NewPasswordForm email={setup.email} token={String(token)} />
      </AccountFrame>
    );
  return <SpentLink aside={aside} hasAccounts={hasOne} host={host} kind={setup.kind} />;
}
