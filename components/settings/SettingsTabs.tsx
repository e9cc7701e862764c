"use client";
// The pages of the settings, as links: a column from 1181 px, a strip above the page below it.
import Link from "next/link";
import { usePathname } from "next/navigation";

const tabs = [
  { href: "/settings", label: "Account" },
  { href: "/settings/people", label: "People" },
  { href: "/settings/keys", label: "Keys" },
  { href: "/settings/secrets", label: "Secrets" },
  { href: "/settings/receiver", label: "Receiver" },
  { href: "/settings/notices", label: "Notices" },
  { href: "/settings/instance", label: "Instance" },
];

export function SettingsTabs() {
  const path = usePathname();
  return (
    <nav
      aria-label="Settings"
      className="wide:sticky wide:top-8 max-wide:-mx-4 max-wide:thin-ends max-wide:overflow-x-auto max-wide:pl-4"
    >
      <ul className="flex gap-0.5 max-wide:w-max max-wide:pr-10 wide:grid">
        {tabs.map(({ href, label }) => (
          <li key={href}>
            <Link
              aria-current={path === href ? "page" : isWithin(path, href) ? "true" : undefined}
              className="flex h-[34px] items-center rounded-sm px-2.5 font-soft whitespace-nowrap text-ink-2 transition-colors hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 aria-[current]:bg-selected aria-[current]:font-label aria-[current]:text-ink touch:h-11 touch:px-3.5"
              href={href}
              ref={path === href || isWithin(path, href) ? intoView : undefined}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A page of its own below a tab, as revisions are; every tab lies below the first. */
function isWithin(path: string, href: string): boolean {
  return href !== "/settings" && path.startsWith(`${href}/`);
}

/** The page that is open may be one that the strip cuts off. */
function intoView(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "center" });
}
