"use client";
// One revision: who, when and why, what differs from another one, and the way to bring it back.
import { History } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { Select } from "#components/ui/Select";
import { Tag } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import type { Revision, RevisionDifference } from "#lib/destination/revision";
import { DifferenceTable, unchangedWords } from "./DifferenceTable";
import { deedOf, revisionAddress } from "./revision-words";

type RevisionDetailProps = {
  /** The address of the page of these revisions. */
  page: string;
  chosen: Revision;
  current: number;
  /** Newest first. */
  revisions: readonly Revision[];
  difference: RevisionDifference;
  /** Why nothing can be restored; absent where it can. */
  reason: string | undefined;
  /** null: none of them can be brought back. */
  onRestore: (() => void) | null;
};

export function RevisionDetail(props: RevisionDetailProps) {
  const { chosen, current, difference, reason, onRestore } = props;
  const isCurrent = chosen.revision === current;
  return (
    <Card
      aside={
        isCurrent ? (
          <Tag tone="span">Current</Tag>
        ) : onRestore === null ? undefined : (
          <Button icon={<History aria-hidden="true" size={16} />} onClick={onRestore} reason={reason} variant="second">
            Restore
          </Button>
        )
      }
      text={
        <>
          {chosen.author.name}, <Time at={chosen.at} />. {deedOf(chosen)}.
        </>
      }
      title={`Revision ${chosen.revision}`}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4 rail:p-5">
        {chosen.message !== null && (
          <p className="border-l-2 border-line pl-3 text-ink-2 [overflow-wrap:anywhere]">{chosen.message}</p>
        )}
        <Compared {...props} />
        {difference.items.length === 0 ? (
          <p className="text-13 text-ink-2">No setting differs.</p>
        ) : (
          <DifferenceTable items={difference.items} label={headOf(difference)} />
        )}
        {difference.from !== null && difference.unchanged > 0 && (
          <p className="text-13 text-ink-3">{unchangedWords(difference.unchanged)}</p>
        )}
      </div>
    </Card>
  );
}

function Compared({ page, chosen, current, revisions, difference, onRestore }: RevisionDetailProps) {
  const router = useRouter();
  const others = revisions.filter(({ revision }) => revision !== chosen.revision);
  const nothing = { value: "", label: "Nothing: it is the first that is kept" };
  const options = others.map(({ revision }) => ({
    value: String(revision),
    label: `Revision ${revision}${noteOf(revision, chosen.revision, current)}`,
  }));
  if (others.length === 0) {
    return (
      <p className="text-13 text-pretty text-ink-2">
        The only revision so far: all that it sets. Each save makes the next one
        {onRestore === null ? "." : ", and any of them can be brought back."}
      </p>
    );
  }
  return (
    <Select
      className="max-w-80"
      isSmall
      label="Compare with"
      onChange={(event) => {
        const from = Number(event.target.value);
        router.push(revisionAddress(page, chosen.revision, from > 0 ? from : undefined), { scroll: false });
      }}
      options={difference.from === null ? [nothing, ...options] : options}
      value={difference.from === null ? "" : String(difference.from)}
    />
  );
}

function noteOf(revision: number, chosen: number, current: number): string {
  if (revision === current) return ", the current one";
  return revision === chosen - 1 ? ", the one before" : "";
}

function headOf({ from, to }: RevisionDifference): string {
  return from === null ? `What revision ${to} set` : `From revision ${from} to revision ${to}`;
}
