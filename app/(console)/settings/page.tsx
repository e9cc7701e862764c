// The account, how the console looks and acts for this person, and how this instance was started.
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { SignOutButton } from "#components/account/SignOutButton";
import { Fact, InstanceCard, TargetPolicyCard } from "#components/settings/SettingsCards";
import { ShortcutSwitch } from "#components/shell/ShortcutSwitch";
import { ThemeChoice } from "#components/shell/ThemeControls";
import { themeCookie, toTheme } from "#components/shell/theme";
import { Card, PageHead } from "#components/ui/Card";
import { Tag } from "#components/ui/Tag";
import { can, roleLabel } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { readSettings } from "#lib/queries/settings";

export const metadata: Metadata = { title: "Settings" };

const sections = [
  { id: "account", label: "Account" },
  { id: "appearance", label: "Appearance" },
  { id: "target-policy", label: "Target policy" },
  { id: "instance", label: "Instance" },
];

export default async function SettingsPage() {
  const user = await requireUser("/settings");
  const { targets, ...instance } = await readSettings();
  const theme = toTheme((await cookies()).get(themeCookie)?.value);
  return (
    <>
      <PageHead title="Settings" />
      <div className="grid items-start gap-6 wide:grid-cols-[176px_minmax(0,1fr)] wide:gap-10">
        <nav aria-label="Settings" className="sticky top-8 max-wide:hidden">
          <ul className="grid gap-0.5">
            {sections.map(({ id, label }) => (
              <li key={id}>
                <a
                  className="flex h-[34px] items-center rounded-sm px-2.5 font-soft text-ink-2 transition-colors hover:bg-hover hover:text-ink"
                  href={`#${id}`}
                >
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
          <Card aside={<SignOutButton size="sm" />} className="scroll-mt-6" id="account" title="Account">
            <dl>
              <Fact label="Email">{user.email}</Fact>
              <Fact label="Role">
                <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                  <Tag>{roleLabel(user.role)}</Tag>
                  {can(user.role, "destination:write")
                    ? "Sees and changes everything."
                    : "Sees everything but secrets, changes nothing, never tests. An admin can change that."}
                </span>
              </Fact>
            </dl>
          </Card>
          <Card className="scroll-mt-6" id="appearance" text="Kept in this browser." title="Appearance">
            <div className="grid gap-5 p-4 rail:p-5">
              <div className="max-w-[360px]">
                <ThemeChoice initial={theme} />
              </div>
              <ShortcutSwitch />
            </div>
          </Card>
          <TargetPolicyCard targets={targets} />
          <InstanceCard {...instance} />
        </div>
      </div>
    </>
  );
}
