"use client";
// The list: search, state, on and off at once, delete with a way back. The server draws it first; then it is asked every 5 s.
import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Kbd } from "#components/ui/Kbd";
import { Note } from "#components/ui/Note";
import { TextField } from "#components/ui/TextField";
import { Time } from "#components/ui/Time";
import { DeletedNotes, type DeletedRow } from "./DeletedNotes";
import { DestinationRow } from "./DestinationRow";
import { type Row, search } from "./listed";
import { useDestinationList } from "./use-destination-list";

export function DestinationList({
  rows,
  deleted,
  reason,
}: {
  rows: readonly Row[];
  deleted: readonly DeletedRow[];
  /** Why this person may only look; absent for an admin. */
  reason?: string | undefined;
}) {
  const list = useDestinationList(rows, deleted);
  const [query, setQuery] = useState("");
  const found = search(list.rows, query);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 rail:gap-4">
      {list.failure && (
        <Note role="alert" title={list.failure.message} tone="stop">
          {list.failure.ref && (
            <>
              Reference <code>{list.failure.ref}</code>
            </>
          )}
        </Note>
      )}
      <DeletedNotes deleted={list.deleted} onUndo={list.undo} reason={reason} />
      <div className="flex items-center justify-between gap-4">
        <search className="w-full rail:w-[264px]">
          <TextField
            hideLabel
            label="Search destinations"
            leading={<Search aria-hidden="true" className="flex-none text-ink-3" size={16} />}
            onChange={(event) => setQuery(event.target.value)}
            placeholder="Search destinations"
            trailing={
              <span aria-hidden="true" className="touch:hidden">
                <Kbd>/</Kbd>
              </span>
            }
            type="search"
            value={query}
          />
        </search>
        {list.staleSince && (
          <p className="text-13 whitespace-nowrap text-ink-3" role="status">
            As of <Time at={list.staleSince} />
          </p>
        )}
      </div>
      {found.length === 0 ? (
        <div className="grid justify-items-start gap-3 py-2" role="status">
          <p className="text-ink-2">No destination is called ‘{query}’.</p>
          <Button onClick={() => setQuery("")} size="sm">
            Show all {list.rows.length}
          </Button>
        </div>
      ) : (
        <div className="rail:rounded-lg rail:border rail:border-line rail:bg-surface rail:shadow-1">
          <div
            aria-hidden="true"
            className="list-row border-b border-line py-2 text-12 font-mid text-ink-3 max-rail:hidden"
          >
            <span>Destination</span>
            <span>State</span>
            <span className="list-signals">Signals</span>
            <span className="text-right">Enabled</span>
            <span />
          </div>
          <ul aria-label="Destinations" className="grid gap-3 rail:gap-0">
            {found.map((row) => (
              <DestinationRow
                key={row.id}
                onDelete={() => list.remove(row)}
                onSwitch={(isOn) => list.switchTo(row, isOn)}
                reason={reason}
                row={row}
              />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
