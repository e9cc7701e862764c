"use client";
// The list: search, state, on and off at once, delete with a way back. The server draws it first; then it is asked every 2 s.
import { useRef } from "react";
import { FleetCard } from "#components/receiver/FleetCard";
import { ReceiverNotes } from "#components/receiver/ReceiverNotes";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { SearchField } from "#components/ui/SearchField";
import { Time } from "#components/ui/Time";
import { formatCount } from "#lib/destination/amount";
import type { AppError } from "#lib/result";
import { DeletedNotes, type DeletedRow } from "./DeletedNotes";
import { DestinationRow } from "./DestinationRow";
import { type Row, search } from "./listed";
import { SwitchOffDialog } from "./SwitchOffDialog";
import { useDestinationList } from "./use-destination-list";
import { useSearchInAddress } from "./use-search-in-address";
import { useVisible } from "./use-visible";

export function DestinationList({
  rows,
  count,
  deleted,
  reason,
}: {
  /** The first of them. */
  rows: readonly Row[];
  /** Of all. */
  count: number;
  deleted: readonly DeletedRow[];
  /** Why this person may only look; absent for an admin. */
  reason?: string | undefined;
}) {
  const place = useRef<HTMLUListElement>(null);
  const list = useDestinationList(rows, count, deleted, useVisible(place, count > 0));
  const [query, setQuery] = useSearchInAddress();
  const found = search(list.rows, query);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 empty:hidden rail:gap-4">
      {list.failure && <Failure error={list.failure} />}
      {count > 0 && <FleetCard fleet={list.fleet} />}
      <ReceiverNotes canWrite={reason === undefined} fleet={list.fleet} />
      <DeletedNotes deleted={list.deleted} onUndo={list.undo} reason={reason} />
      {/* All were deleted: the page says what to do next, the notes above how to take it back. */}
      {count > 0 && (
        <div className="flex items-center justify-between gap-4">
          <SearchField
            className="w-full rail:w-[264px]"
            label="Search destinations"
            onChange={(event) => setQuery(event.target.value)}
            value={query}
          />
          {list.staleSince && <StaleSince at={list.staleSince} />}
        </div>
      )}
      {count > 0 && (
        <div
          className="rail:rounded-lg rail:border rail:border-line rail:bg-surface rail:shadow-1"
          hidden={found.length === 0}
        >
          <ColumnHeads />
          <ul aria-label="Destinations" className="grid gap-3 rail:gap-0" ref={place}>
            {found.map((row) => (
              <DestinationRow
                isOnAhead={list.ahead[row.id]}
                key={row.id}
                onDelete={list.remove}
                onSwitch={list.switchTo}
                reason={reason}
                row={row}
              />
            ))}
          </ul>
        </div>
      )}
      {!list.isWhole && (
        <p className="text-13 text-ink-3" role="status">
          {formatCount(list.rows.length)} of {formatCount(count)}. Reading the others.
        </p>
      )}
      {list.isWhole && found.length === 0 && query !== "" && (
        <NoneFound count={list.rows.length} onShowAll={() => setQuery("")} query={query} />
      )}
      {list.asking && (
        <SwitchOffDialog
          ledger={list.asking.ledger}
          name={list.asking.row.name}
          onClose={list.stopAsking}
          onOff={(isDiscarding) => list.asking && void list.flip(list.asking.row, false, isDiscarding)}
        />
      )}
    </div>
  );
}

function StaleSince({ at }: { at: string }) {
  return (
    <p className="text-13 whitespace-nowrap text-ink-3" role="status">
      As of <Time at={at} />
    </p>
  );
}

function NoneFound({ query, count, onShowAll }: { query: string; count: number; onShowAll: () => void }) {
  return (
    <div className="grid justify-items-start gap-3 py-2" role="status">
      <p className="text-ink-2">No destination is called ‘{query}’.</p>
      <Button onClick={onShowAll} size="sm">
        Show all {formatCount(count)}
      </Button>
    </div>
  );
}

function Failure({ error }: { error: AppError }) {
  return (
    <Note role="alert" title={error.message} tone="stop">
      {error.ref && (
        <>
          Reference <code>{error.ref}</code>
        </>
      )}
    </Note>
  );
}

/** For the eye: each cell says what it is to a screen reader. */
function ColumnHeads() {
  return (
    <div aria-hidden="true" className="list-row border-b border-line py-2 text-12 font-mid text-ink-3 max-rail:hidden">
      <span>Destination</span>
      <span>State</span>
      <span>Last 5 min</span>
      <span>Ledger since it was created</span>
      <span className="text-right">Enabled</span>
      <span />
    </div>
  );
}
