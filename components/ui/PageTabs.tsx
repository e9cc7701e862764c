"use client";
// The parts of a page as links, each with an address of its own: a list with the one that is open marked.
import Link from "next/link";
import type { ReactNode } from "react";

export type PageTab = { href: string; label: string; isOpen: boolean; note?: ReactNode };

export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  return (
    <nav aria-label={label} className="border-b border-line max-rail:-mx-4 max-rail:overflow-x-auto max-rail:px-4">
      <ul className="flex gap-5">
        {tabs.map((tab) => (
          <li key={tab.label}>
            <Link
              aria-current={tab.isOpen ? "page" : undefined}
              className="relative flex h-11 items-center gap-2 font-soft whitespace-nowrap text-ink-2 transition-colors hover:text-ink focus-visible:-outline-offset-2 aria-[current]:font-strong aria-[current]:text-ink aria-[current]:after:absolute aria-[current]:after:inset-x-0 aria-[current]:after:-bottom-px aria-[current]:after:h-0.5 aria-[current]:after:bg-ink"
              href={tab.href}
            >
              {tab.label}
              {tab.note}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
