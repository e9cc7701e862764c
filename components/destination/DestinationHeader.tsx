"use client";
// The head of the page: of a saved destination with its tabs, of a new one its name alone.
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { SavedDestination } from "#lib/destination/schema";
import { useEditor } from "./editor-context";

type DestinationHeaderProps = {
  saved: SavedDestination | null;
  /** Why it can neither be switched nor deleted. */
  reason: string | undefined;
  onSwitched: (saved: SavedDestination) => void;
};

export function DestinationHeader({ saved, reason, onSwitched }: DestinationHeaderProps) {
  const { later } = useEditor();
  if (saved !== null && later) {
    return <later.SavedHead onSwitched={onSwitched} open="settings" reason={reason} saved={saved} />;
  }
  return (
    <div className="min-w-0">
      <nav aria-label="Breadcrumb" className="mb-1.5 flex items-center gap-1.5 text-13 text-ink-3 max-rail:hidden">
        <Link className="hover:text-ink" href="/destinations">
          Destinations
        </Link>
        <ChevronRight aria-hidden="true" className="text-ink-off" size={14} />
        <span aria-current="page">New</span>
      </nav>
      <h1 className="text-22 font-title">New destination</h1>
    </div>
  );
}
