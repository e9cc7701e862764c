"use client";
// Name, state and place of a destination, its switch and its deletion. The switch acts at once; the form below is a draft.
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
  return (
    <div className="flex items-end gap-4 max-rail:flex-wrap max-rail:items-start max-rail:gap-3">
      <div className="min-w-0 flex-1 max-rail:basis-full">
        <nav aria-label="Breadcrumb" className="mb-1.5 flex items-center gap-1.5 text-13 text-ink-3 max-rail:hidden">
          <Link className="hover:text-ink" href="/destinations">
            Destinations
          </Link>
          <ChevronRight aria-hidden="true" className="text-ink-off" size={14} />
          <span aria-current="page" className="truncate">
            {saved?.name ?? "New"}
          </span>
        </nav>
        <h1 className="text-22 font-title break-words">{saved?.name ?? "New destination"}</h1>
        {saved !== null && later && (
          <p className="mt-1 text-13">
            <later.State name={saved.enabled ? "nothing_to_send" : "off"} />
          </p>
        )}
      </div>
      {saved !== null && later && <later.SavedControls onSwitched={onSwitched} reason={reason} saved={saved} />}
    </div>
  );
}
