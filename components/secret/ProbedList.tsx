"use client";
// What the servers of the destinations say to new values: a line each, in words and with a sign of its own.
import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from "lucide-react";
import type { SavedSecret, SecretProbed } from "#lib/destination/named-secret";

type ProbedListProps = { usedBy: SavedSecret["usedBy"]; probed: readonly SecretProbed[]; isTesting: boolean };

export function ProbedList({ usedBy, probed, isTesting }: ProbedListProps) {
  const accepted = probed.filter(({ report }) => report !== null && report.verdict !== "failed").length;
  return (
    <div className="grid gap-2">
      <ul aria-label="Tests" className="grid divide-y divide-line-soft rounded-md border border-line">
        {usedBy.map(({ id, name }) => (
          <ProbedLine
            isTesting={isTesting}
            key={id}
            name={name}
            one={probed.find(({ destination }) => destination.id === id)}
          />
        ))}
      </ul>
      <p className="text-13 text-ink-2" role="status">
        {isTesting ? "" : `${accepted} of ${probed.length} accepted the new value`}
      </p>
    </div>
  );
}

const looks = {
  accepted: { Icon: CircleCheck, ink: "text-span-ink", word: "Accepted" },
  warning: { Icon: TriangleAlert, ink: "text-wait-ink", word: "Accepted, with a warning" },
  failed: { Icon: CircleX, ink: "text-stop-ink", word: "Not accepted" },
  waiting: { Icon: CircleDashed, ink: "text-ink-3", word: "Waiting" },
};

function ProbedLine({ name, one, isTesting }: { name: string; one: SecretProbed | undefined; isTesting: boolean }) {
  const { Icon, ink, word } = looks[one === undefined ? "waiting" : (one.report?.verdict ?? "failed")];
  return (
    <li className="grid grid-cols-[18px_minmax(0,1fr)] items-start gap-x-2.5 px-3 py-2 text-13">
      <Icon aria-hidden="true" className={`mt-0.5 ${ink}`} size={16} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-strong">{name}</span>{" "}
        <span className="text-ink-2">
          <span className="sr-only">{word}: </span>
          {one?.message ?? (isTesting ? "waits" : "was not tested")}
        </span>
      </span>
    </li>
  );
}
