// The frame of the settings: its pages as tabs beside what is open.
import type { ReactNode } from "react";
import { SettingsTabs } from "#components/settings/SettingsTabs";
import { PageHead } from "#components/ui/Card";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHead title="Settings" />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 wide:grid-cols-[176px_minmax(0,1fr)] wide:gap-10">
        <SettingsTabs />
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">{children}</div>
      </div>
    </>
  );
}
