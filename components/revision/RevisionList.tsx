"use client";
// The revisions of a noun as links, newest first; side by side on a phone.
import Link from "next/link";
import { Tag } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import type { Revision } from "#lib/destination/revision";
import { deedOf, revisionAddress } from "./revision-words";

/** `page`: the address of the page of these revisions. */
type RevisionListProps = { page: string; revisions: readonly Revision[]; current: number; chosen: number };

export function RevisionList({ page, revisions, current, chosen }: RevisionListProps) {
  return (
    <nav aria-label="Revisions" className="min-w-0">
      <ol className="flex gap-1 max-rail:-mx-4 max-rail:thin-ends max-rail:overflow-x-auto max-rail:pr-10 max-rail:pb-2 max-rail:pl-4 rail:max-h-[70vh] rail:flex-col rail:overflow-y-auto rail:p-1">
        {revisions.map((one) => (
          <li className="max-rail:w-56 max-rail:flex-none" key={one.revision}>
            <Link
              aria-current={one.revision === chosen ? "true" : undefined}
              className="grid content-start gap-0.5 rounded-md px-3 py-2.5 text-13 text-ink-2 transition-colors hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-selected max-rail:h-full"
              href={revisionAddress(page, one.revision)}
              prefetch={false}
              ref={one.revision === chosen ? intoView : undefined}
              scroll={false}
            >
              <span className="flex items-center gap-2 font-strong text-ink">
                Revision {one.revision} {one.revision === current && <Tag tone="span">Current</Tag>}
              </span>
              <Time at={one.at} />
              <span className="truncate">{one.author.name}</span>
              <span className="line-clamp-2 text-ink-3 [overflow-wrap:anywhere]">{deedOf(one)}</span>
              {one.message !== null && (
                <span className="line-clamp-2 text-ink-2 [overflow-wrap:anywhere]">{one.message}</span>
              )}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** One that was linked to may stand far down. */
function intoView(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "center" });
}
