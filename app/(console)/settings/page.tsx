// The account, and how the console looks and acts for this person.
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { PasswordCard } from "#components/account/PasswordCard";
import { SessionsCard } from "#components/account/SessionsCard";
import { SignOutButton } from "#components/account/SignOutButton";
import { TwoFactorCard } from "#components/account/TwoFactorCard";
import { Fact } from "#components/settings/SettingsCards";
import { ShortcutSwitch } from "#components/shell/ShortcutSwitch";
import { ThemeChoice } from "#components/shell/ThemeControls";
import { themeCookie, toTheme } from "#components/shell/theme";
import { Card } from "#components/ui/Card";
import { Tag } from "#components/ui/Tag";
import { roleLabel, roleWords } from "#lib/auth/permissions";
import { currentSession, requireUser } from "#lib/auth/session";
import { listOwnSessions, readOwnAccount } from "#lib/queries/account";
import { readSignIn } from "#lib/queries/sign-in";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const user = await requireUser("/settings");
  const account = await readOwnAccount(user);
  const sessions = await listOwnSessions({ id: (await currentSession())?.id ?? null, userId: user.id });
  const { oidc } = await readSignIn(null);
  const theme = toTheme((await cookies()).get(themeCookie)?.value);
  return (
    <>
      <Card aside={<SignOutButton size="sm" />} title="Account">
        <dl>
          <Fact label="Email">{user.email}</Fact>
          <Fact label="Role">
            <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              <Tag>{roleLabel(user.role)}</Tag>
              {roleWords[user.role]}
            </span>
          </Fact>
        </dl>
      </Card>
      {account.hasPassword && <PasswordCard email={user.email} hasTwoFactor={account.hasTwoFactor} />}
      {account.hasPassword && <TwoFactorCard {...account} />}
      {!account.hasPassword && (
        <Card
          text={`You sign in through ${oidc?.name ?? "the OpenID Connect provider"}: password and second factor are kept there.`}
          title="Password and two-factor sign-in"
        />
      )}
      <SessionsCard sessions={sessions} />
      <Card text="Kept in this browser." title="Appearance">
        <div className="grid gap-5 p-4 rail:p-5">
          <div className="max-w-[360px]">
            <ThemeChoice initial={theme} />
          </div>
          <ShortcutSwitch />
        </div>
      </Card>
    </>
  );
}
