"use client";
// The audit under its filters: what the address asks for is drawn by the server, older entries follow on request.
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Note } from "#components/ui/Note";
import type { AuditList } from "#lib/audit/entry";
import { type AuditAddress, type AuditQuery, addressOf } from "#lib/audit/filter";
import { AuditEntries } from "./AuditEntries";
import { type AuditChoices, AuditFilters } from "./AuditFilters";

export function AuditView({
  address,
  query,
  first,
  choices,
}: {
  address: AuditAddress;
  /** What the address comes to at this moment: older entries and the download are of the same. */
  query: AuditQuery;
  /** null = the address is not a filter. */
  first: AuditList | null;
  choices: AuditChoices;
}) {
  const router = useRouter();
  const [isPending, begin] = useTransition();
  const go = (next: AuditAddress) => begin(() => router.push(`/audit${addressOf(next)}`, { scroll: false }));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <AuditFilters address={address} choices={choices} onChange={go} />
      {first === null ? (
        <Note role="alert" title="This address is not a filter of the audit" tone="stop">
          Times are dates such as 2026-11-21, words have 200 characters at most.
        </Note>
      ) : (
        <div aria-busy={isPending} className={isPending ? "opacity-60 transition-opacity delay-150" : undefined}>
          <AuditEntries address={address} first={first} key={addressOf(query)} query={query} />
        </div>
      )}
    </div>
  );
}
