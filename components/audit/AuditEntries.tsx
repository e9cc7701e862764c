"use client";
// Entries by day, newest first, and the way to older ones. Begins with what the server drew.
import { useState, useSyncExternalStore } from "react";
import { Button } from "#components/ui/Button";
import { EmptyState } from "#components/ui/EmptyState";
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";
import { Time } from "#components/ui/Time";
import type { AuditList } from "#lib/audit/entry";
import { type AuditAddress, type AuditQuery, isNarrowed, spanOf } from "#lib/audit/filter";
import { formatCount } from "#lib/destination/amount";
import { AuditRow } from "./AuditRow";
import { byDay } from "./by-day";
import { readOlder } from "./read-older";

const never = () => () => {};

export function AuditEntries({
  address,
  query,
  first,
}: {
  address: AuditAddress;
  query: AuditQuery;
  first: AuditList;
}) {
  const { items, next, searchedTo, isBusy, hasFailed, showOlder } = useEntries(query, first);
  // Whose day it is only the browser knows: the server groups by that of UTC.
  const isHere = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (items.length === 0 && next === null) return <NoEntries address={address} />;
  return (
    <section className="min-w-0 rounded-lg border border-line bg-surface shadow-1">
      <table aria-label="Audit" className="block w-full text-13 rail:table rail:table-fixed">
        <thead className="text-12 text-ink-3 max-rail:sr-only">
          <tr>
            <th className="w-[92px] py-2.5 pl-5 text-left font-mid">Time</th>
            <th className="w-[24%] px-3 text-left font-mid">Who</th>
            <th className="w-[30%] px-3 text-left font-mid">What</th>
            <th className="pr-5 pl-3 text-left font-mid">Changed</th>
          </tr>
        </thead>
        {byDay(items, isHere).map(({ day, rows }) => (
          <tbody className="max-rail:block" key={day}>
            <tr className="border-y border-line-soft bg-sunken max-rail:block">
              <th
                className="px-4 py-1.5 text-left text-12 font-strong text-ink-2 max-rail:block rail:px-5"
                colSpan={4}
                scope="rowgroup"
              >
                {day}
              </th>
            </tr>
            {rows.map((row) => (
              <AuditRow key={row.id} row={row} />
            ))}
          </tbody>
        ))}
      </table>
      <div className="flex min-h-[52px] flex-wrap items-center justify-between gap-3 border-t border-line-soft px-4 py-2.5 text-13 text-ink-3 rail:px-5">
        <p role="status">
          {items.length === 1 ? "1 entry" : `${formatCount(items.length)} entries`}
          {searchedTo !== null && (
            <>
              {" "}
              of those since <Time at={searchedTo} />
            </>
          )}
        </p>
        {next !== null && (
          <Button busy={isBusy ? "Reading" : undefined} onClick={showOlder} size="sm" variant="ghost">
            {searchedTo === null ? "Show older" : "Search older"}
          </Button>
        )}
      </div>
      {hasFailed && (
        <div className="px-4 pb-4 rail:px-5">
          <Note role="alert" title="The older entries could not be read" tone="stop">
            What is shown stays. Try again in a moment.
          </Note>
        </div>
      )}
    </section>
  );
}

function useEntries(query: AuditQuery, first: AuditList) {
  const [list, setList] = useState(first);
  const [isBusy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const showOlder = async () => {
    if (list.next === null) return;
    setBusy(true);
    setFailed(false);
    const older = await readOlder(query, list.next).catch(() => null);
    setBusy(false);
    setFailed(older === null);
    if (older !== null) setList((now) => ({ ...older, items: [...now.items, ...older.items] }));
  };
  return { ...list, isBusy, hasFailed, showOlder: () => void showOlder() };
}

function NoEntries({ address }: { address: AuditAddress }) {
  const span = spanOf(address);
  if (isNarrowed(address)) {
    return (
      <EmptyState title="No entry matches these filters">
        {span?.hours && `Looked ${span.words}. A longer time may show more.`}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      action={
        span?.hours && (
          <LinkButton href="/audit?when=all" size="sm">
            Show any time
          </LinkButton>
        )
      }
      title={`No changes ${span?.words ?? "yet"}`}
    >
      Who signs in, changes or tests something appears here.
    </EmptyState>
  );
}
