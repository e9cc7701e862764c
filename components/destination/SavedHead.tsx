"use client";
// The head of a saved destination: name, where it sends, its switch, its deletion, and its pages as tabs.
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { PageTabs } from "#components/ui/PageTabs";
import { monogramOf, Tag, Tile } from "#components/ui/Tag";
import type { SavedDestination } from "#lib/destination/schema";
import { signals } from "#lib/otlp/signal";
import { SavedControls } from "./SavedControls";

type SavedHeadProps = {
  saved: SavedDestination;
  open: "health" | "settings" | "revisions";
  /** Why it can neither be switched nor deleted. */
  reason: string | undefined;
  onSwitched: (saved: SavedDestination) => void;
};

export function SavedHead({ saved, open, reason, onSwitched }: SavedHeadProps) {
  const path = `/destinations/${saved.id}`;
  const tabs = [
    { href: path, label: "Health", isOpen: open === "health" },
    { href: `${path}/settings`, label: "Settings", isOpen: open === "settings" },
    {
      ...{ href: `${path}/revisions`, label: "Revisions", isOpen: open === "revisions" },
      note: <Tag>{saved.revision}</Tag>,
    },
  ];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex items-end gap-4 max-rail:flex-wrap max-rail:items-start max-rail:gap-3">
        <div className="min-w-0 flex-1 max-rail:basis-full">
          <nav aria-label="Breadcrumb" className="mb-1.5 flex items-center gap-1.5 text-13 text-ink-3 max-rail:hidden">
            <Link className="hover:text-ink" href="/destinations">
              Destinations
            </Link>
            <ChevronRight aria-hidden="true" className="text-ink-off" size={14} />
            <span aria-current="page" className="truncate">
              {saved.name}
            </span>
          </nav>
          <div className="flex items-center gap-3">
            <Tile className="size-11!">{monogramOf(saved.name)}</Tile>
            <div className="min-w-0">
              <h1 className="text-22 font-title break-words">{saved.name}</h1>
              <p className="mono-12 truncate text-ink-3">{placeOf(saved)}</p>
            </div>
          </div>
        </div>
        <SavedControls onSwitched={onSwitched} reason={reason} saved={saved} />
      </div>
      <PageTabs label="Destination" tabs={tabs} />
    </div>
  );
}

/** "https://otlp.example.com · HTTP". */
function placeOf({ connection, resolved, signals: settings }: SavedDestination): string {
  const own = signals.find((signal) => settings[signal]?.enabled && resolved[signal] !== undefined);
  const endpoint = connection?.endpoint ?? (own && resolved[own]) ?? "No endpoint";
  const transport = connection?.transport ?? (own && settings[own]?.connection?.transport) ?? "http";
  return `${endpoint} · ${transport === "grpc" ? "gRPC" : "HTTP"}`;
}
