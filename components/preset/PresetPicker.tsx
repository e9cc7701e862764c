"use client";
// Every backend to choose from, on a page: the known ones first, all of a group on demand, any of them by a search.
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { SearchField } from "#components/ui/SearchField";
import { Tile } from "#components/ui/Tag";
import type { PresetLine } from "#lib/preset/listed";
import { findPresets, presetKinds } from "./find-presets";

export function PresetPicker({ lines }: { lines: readonly PresetLine[] }) {
  const router = useRouter();
  const [search, setSearch] = useState("");
  const found = findPresets(lines, search);
  const isSearching = search.trim() !== "";
  const goToFirst = (event: React.KeyboardEvent) => {
    const [first] = found;
    if (event.key !== "Enter" || !isSearching || first === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    router.push(pathOf(first));
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <SearchField
        label={`Search ${lines.length} backends`}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={goToFirst}
        value={search}
      />
      <p className="sr-only" role="status">
        {isSearching && `${found.length} of ${lines.length} backends`}
      </p>
      {presetKinds.map(({ kind, title }) => (
        <Group isSearching={isSearching} key={kind} lines={found.filter((line) => line.kind === kind)} title={title} />
      ))}
      {found.length === 0 && (
        <p className="text-13 text-ink-2">
          No preset is called ‘{search.trim()}’.{" "}
          <Link className="link" href="/destinations/new">
            Any OTLP endpoint
          </Link>{" "}
          works without one.
        </p>
      )}
    </div>
  );
}

function Group({ title, lines, isSearching }: { title: string; lines: PresetLine[]; isSearching: boolean }) {
  const [isWhole, setWhole] = useState(false);
  const first = lines.filter(({ featured }) => featured !== null);
  const shown = isWhole || isSearching ? lines : first;
  if (lines.length === 0) return null;
  return (
    <section className="grid gap-3">
      <div className="flex items-baseline gap-2">
        <h2 className="font-strong">{title}</h2>
        <span className="text-13 text-ink-3">
          {shown.length < lines.length || isWhole ? (
            <>
              {shown.length} of {lines.length} ·{" "}
              <button
                aria-expanded={isWhole}
                aria-label={`${isWhole ? "Show fewer" : "Show all"}: ${title}`}
                className="link"
                onClick={() => setWhole(!isWhole)}
                type="button"
              >
                {isWhole ? "show fewer" : "show all"}
              </button>
            </>
          ) : (
            lines.length
          )}
        </span>
      </div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(232px,1fr))] gap-3 max-rail:grid-cols-1 max-rail:gap-0 max-rail:divide-y max-rail:divide-line-soft max-rail:overflow-hidden max-rail:rounded-lg max-rail:border max-rail:border-line max-rail:bg-surface">
        {shown.map((line) => (
          <li className="min-w-0" key={line.id}>
            <Link
              className="flex items-center gap-3 rounded-md border border-line bg-surface px-3.5 py-3 shadow-1 hover:border-control hover:bg-hover max-rail:rounded-none max-rail:border-0 max-rail:shadow-none"
              href={pathOf(line)}
              prefetch={false}
            >
              <Tile>{line.mark}</Tile>
              <span className="min-w-0">
                <span className="block truncate font-label">{line.name}</span>
                <span className="block truncate text-13 text-ink-3">{line.line}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function pathOf({ id }: PresetLine): string {
  return `/destinations/new?preset=${id}`;
}
