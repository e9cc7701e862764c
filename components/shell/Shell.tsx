// The frame of the console: sidebar from 1181 px, icon rail from 901, top bar and tab bar below. Knows no page.
import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#components/ui/Logo";
import { ToastHost } from "#components/ui/ToastHost";
import { HealthNote } from "./HealthNote";
import { SideLinks, TabLinks } from "./NavLinks";
import { Shortcuts, ShortcutsButton } from "./Shortcuts";
import { ThemeButton } from "./ThemeControls";
import { TopBar } from "./TopBar";

export type Account = { email: string; role: string; canWrite: boolean };

export function Shell({ account, host, children }: { account: Account; host: string; children: ReactNode }) {
  return (
    <>
      <a
        className="fixed -top-20 left-4 z-50 rounded-sm border border-control bg-raised px-4 py-2 font-mid shadow-2 focus:top-3"
        href="#main"
      >
        Skip to content
      </a>
      <div className="rail:grid rail:min-h-screen rail:grid-cols-[64px_minmax(0,1fr)] wide:grid-cols-[248px_minmax(0,1fr)]">
        <SideBar account={account} host={host} />
        <TopBar account={account} />
        <main
          className="min-w-0 overflow-x-clip px-4 pt-5 pb-[92px] outline-none has-data-action-bar:pb-4 rail:px-8 rail:pt-8 rail:pb-16 wide:px-10"
          id="main"
          tabIndex={-1}
        >
          <div className="mx-auto grid max-w-[1128px] grid-cols-[minmax(0,1fr)] content-start gap-5 rail:gap-6">
            <HealthNote />
            {children}
          </div>
        </main>
      </div>
      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-20 h-[60px] border-t border-line bg-surface rail:hidden [body:has([data-action-bar])_&]:hidden"
      >
        <TabLinks />
      </nav>
      <Shortcuts canCreate={account.canWrite} />
      <ToastHost />
    </>
  );
}

function SideBar({ account, host }: { account: Account; host: string }) {
  return (
    <header className="sticky top-0 flex h-screen flex-col gap-6 border-r border-line px-2.5 pt-5 pb-3 max-rail:hidden wide:px-3">
      <div className="flex items-center justify-between gap-2 px-2.5 wide:px-2">
        <Link className="flex items-center gap-[9px] text-16 font-title tracking-[-0.018em]" href="/destinations">
          <Logo />
          <span className="max-wide:sr-only">Outspan</span>
        </Link>
        <span className="mono-12 truncate text-11 text-ink-3 max-wide:hidden" title={host}>
          {host}
        </span>
      </div>
      <nav aria-label="Main">
        <SideLinks />
      </nav>
      <div className="mt-auto flex items-center gap-1 max-wide:flex-col wide:pl-2">
        <div className="min-w-0 flex-1 max-wide:sr-only">
          <p className="truncate text-12 font-mid" title={account.email}>
            {account.email}
          </p>
          <p className="-mt-px text-11 text-ink-3">{account.role}</p>
        </div>
        <ShortcutsButton />
        <ThemeButton />
      </div>
    </header>
  );
}
