"use client";
// The links of the sidebar, of the icon rail (where the label becomes a tooltip) and of the tab bar.
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "#components/ui/cn";
import { places } from "./navigation";

export function SideLinks() {
  const current = useCurrentPlace();
  return (
    <ul className="grid gap-0.5">
      {places.map(({ href, label, Icon }) => (
        <li key={href}>
          <Link
            aria-current={current === href ? "page" : undefined}
            className="group relative flex h-11 w-11 items-center justify-center rounded-sm text-ink-2 font-soft transition-colors hover:bg-hover hover:text-ink aria-[current]:bg-selected aria-[current]:font-label aria-[current]:text-ink wide:h-[34px] wide:w-auto wide:justify-start wide:gap-2.5 wide:px-2"
            href={href}
          >
            <Icon
              aria-hidden="true"
              className="text-ink-3 group-hover:text-ink group-aria-[current]:text-ink"
              size={16}
            />
            <span className="max-wide:pointer-events-none max-wide:absolute max-wide:left-full max-wide:z-30 max-wide:ml-2 max-wide:rounded-sm max-wide:border max-wide:border-line max-wide:bg-raised max-wide:px-2 max-wide:py-1 max-wide:text-12 max-wide:text-ink max-wide:opacity-0 max-wide:shadow-2 max-wide:group-hover:opacity-100 max-wide:group-focus-visible:opacity-100">
              {label}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function TabLinks() {
  const current = useCurrentPlace();
  return (
    <ul className="grid h-full auto-cols-fr grid-flow-col">
      {places.map(({ href, label, Icon }) => (
        <li key={href}>
          <Link
            aria-current={current === href ? "page" : undefined}
            className={cn(
              "grid h-full content-center justify-items-center gap-[3px] text-11 font-mid text-ink-3 focus-visible:-outline-offset-2 aria-[current]:font-head aria-[current]:text-ink",
            )}
            href={href}
          >
            <Icon aria-hidden="true" size={20} />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function useCurrentPlace(): string | undefined {
  const path = usePathname();
  return places.find(({ href }) => path === href || path.startsWith(`${href}/`))?.href;
}
