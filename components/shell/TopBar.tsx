"use client";
// The bar above the page on a phone: the mark, or the way back; and a sheet with the account, the theme and the shortcuts.
import { ArrowLeft, Menu } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "#components/ui/Button";
import { Logo } from "#components/ui/Logo";
import { places } from "./navigation";
import type { Account } from "./Shell";

const MenuSheet = lazy(() => import("./MenuSheet").then((module) => ({ default: module.MenuSheet })));

export function TopBar({ account }: { account: Account }) {
  const path = usePathname();
  const [isOpen, setOpen] = useState(false);
  const parent = places.find(({ href }) => path.startsWith(`${href}/`));
  return (
    <header className="sticky top-0 z-20 flex h-[52px] items-center justify-between gap-2 border-b border-line bg-canvas pr-2 pl-4 rail:hidden">
      {parent ? (
        <Link className="-ml-2 flex h-11 items-center gap-3 rounded-sm px-2 font-strong" href={parent.href}>
          <ArrowLeft aria-hidden="true" className="text-ink-2" size={20} />
          {parent.label}
        </Link>
      ) : (
        <Link className="flex h-11 items-center gap-[9px] text-16 font-title tracking-[-0.018em]" href="/destinations">
          <Logo />
          Outspan
        </Link>
      )}
      <IconButton className="size-11!" label="Menu" onClick={() => setOpen(true)}>
        <Menu aria-hidden="true" size={20} />
      </IconButton>
      {isOpen && (
        <Suspense>
          <MenuSheet account={account} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </header>
  );
}
