"use client";
// One destination in the list: a row from 901 px, a card below.
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { IconButton } from "#components/ui/Button";
import { cn } from "#components/ui/cn";
import { Menu } from "#components/ui/Menu";
import { State } from "#components/ui/State";
import { Switch } from "#components/ui/Switch";
import { monogramOf, Tile } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import { signals } from "#lib/otlp/signal";
import type { Row } from "./listed";

export function DestinationRow({
  row,
  reason,
  onSwitch,
  onDelete,
}: {
  row: Row;
  reason: string | undefined;
  onSwitch: (isOn: boolean) => void;
  onDelete: () => void;
}) {
  const router = useRouter();
  const path = `/destinations/${row.id}`;
  const isOff = row.state === "off";
  return (
    <li className="list-row relative border-line-soft transition-colors max-rail:rounded-lg max-rail:border max-rail:border-line max-rail:bg-surface max-rail:p-4 max-rail:shadow-1 rail:py-3.5 rail:hover:bg-canvas rail:[&+li]:border-t rail:last:rounded-b-lg">
      <NamePlace isOff={isOff} path={path} row={row} />
      <div className="list-state min-w-0">
        {row.state === null ? <span className="text-ink-3">Not known</span> : <State name={row.state} />}
        <p className="truncate text-13 text-ink-3 rail:text-12">
          Since <Time at={row.since} />
          {isOff && ` · last changed by ${row.changedBy}`}
        </p>
      </div>
      <Signals enabled={row.signals} />
      <Switch
        checked={!isOff}
        className="relative justify-self-end"
        hideLabel
        label={row.name}
        onCheckedChange={onSwitch}
        reason={reason}
      />
      <Menu
        items={[
          { label: reason ? "Open" : "Edit", icon: <Pencil aria-hidden="true" />, onSelect: () => router.push(path) },
          { label: "Delete", icon: <Trash2 aria-hidden="true" />, onSelect: onDelete, isDanger: true, reason },
        ]}
      >
        <IconButton className="relative max-rail:-mr-3" label={`More for ${row.name}`}>
          <Ellipsis aria-hidden="true" size={16} />
        </IconButton>
      </Menu>
    </li>
  );
}

/** Its name leads to it, from anywhere on the row. */
function NamePlace({ row, path, isOff }: { row: Row; path: string; isOff: boolean }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Tile>{monogramOf(row.name)}</Tile>
      <div className="min-w-0">
        <Link
          className={cn(
            "block truncate font-strong after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus",
            isOff && "text-ink-2",
          )}
          data-row-link
          href={path}
          title={row.name}
        >
          {row.name}
        </Link>
        <p className="mono-12 truncate text-ink-3" title={row.host}>
          {row.host}
        </p>
      </div>
    </div>
  );
}

function Signals({ enabled }: { enabled: Row["signals"] }) {
  return (
    <ul aria-label="Signals" className="list-signals flex flex-wrap gap-1">
      {signals.map((signal) => (
        <li
          className={cn(
            "rounded-xs px-1.5 py-px text-11 font-mid",
            enabled[signal] ? "bg-sunken text-ink-2 shadow-[inset_0_0_0_1px_var(--line)]" : "text-ink-3 line-through",
          )}
          key={signal}
        >
          <span className="capitalize">{signal}</span>
          {!enabled[signal] && <span className="sr-only"> off</span>}
        </li>
      ))}
    </ul>
  );
}
