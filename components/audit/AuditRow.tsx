"use client";
// One entry: when, who, what, and what changed. A row of the table, a card on a phone.
import { Cpu, FileCog, KeyRound, User } from "lucide-react";
import Link from "next/link";
import { Tag } from "#components/ui/Tag";
import { Clock } from "#components/ui/Time";
import type { AuditItem } from "#lib/audit/entry";
import { detailWords, fieldWords, sentenceOf } from "#lib/audit/words";

const cell = "align-top max-rail:block max-rail:col-start-2 rail:px-3 rail:py-2.5";

export function AuditRow({ row }: { row: AuditItem }) {
  return (
    <tr className="border-line-soft max-rail:grid max-rail:grid-cols-[52px_minmax(0,1fr)] max-rail:gap-x-3 max-rail:px-4 max-rail:py-2.5 [&+tr]:border-t">
      <td className="align-top text-ink-2 max-rail:row-span-3 max-rail:block rail:py-2.5 rail:pr-3 rail:pl-5">
        <Clock at={row.at} />
      </td>
      <td className={`${cell} max-rail:order-2`}>
        <Who actor={row.actor} />
      </td>
      <td className={`${cell} break-words max-rail:order-1`}>
        <What row={row} />
      </td>
      <td className={`${cell} min-w-0 max-rail:order-3 rail:pr-5`}>
        <Changed row={row} />
      </td>
    </tr>
  );
}

const icons: Record<string, typeof User> = { user: User, key: KeyRound, file: FileCog };

function Who({ actor }: { actor: AuditItem["actor"] }) {
  const Icon = icons[actor.kind] ?? Cpu;
  return (
    <span className="flex min-w-0 items-start gap-2 max-rail:text-ink-2">
      <Icon aria-hidden="true" className="mt-0.5 flex-none text-ink-3" size={15} />
      <span className="min-w-0 [overflow-wrap:anywhere]">{actor.name}</span>
      {actor.kind === "key" && <Tag>API key</Tag>}
    </span>
  );
}

function What({ row }: { row: AuditItem }) {
  const { words, name, after } = sentenceOf(row);
  const href = placeOf(row);
  return (
    <>
      {words}
      {name !== null && " "}
      {name !== null && (
        <b className="font-strong">
          {href === null ? (
            name
          ) : (
            <Link className="hover:underline" href={href} prefetch={false}>
              {name}
            </Link>
          )}
        </b>
      )}
      {after}
      {row.outcome === "refused" && (
        <span className="ml-2">
          <Tag tone="stop">Refused</Tag>
        </span>
      )}
    </>
  );
}

/** Where the noun is looked at; null = it has no page, or is gone by this very entry. */
function placeOf({ noun, action, detail }: AuditItem): string | null {
  if (noun.kind === "destination" && noun.id !== null && !/\.(delete|purge)$/.test(action)) {
    const place = `/destinations/${encodeURIComponent(noun.id)}`;
    return detail.revision === undefined ? place : `${place}/revisions`;
  }
  if (/\.(delete|revoke)$/.test(action)) return null;
  return places[noun.kind] ?? null;
}

const places: Record<string, string> = {
  person: "/settings/people",
  key: "/settings/keys",
  secret: "/settings/secrets",
};

const shownMax = 6;

function Changed({ row }: { row: AuditItem }) {
  const words = detailWords(row);
  const changes = row.changes ?? row.fields.map((path) => ({ path, label: null, from: null, to: null }));
  // What is told of a person and of something new is in the sentence and its details.
  const isTold = row.action.endsWith(".create") || row.action.startsWith("person.");
  if (isTold || changes.length === 0) return <span className="text-ink-2 [overflow-wrap:anywhere]">{words}</span>;
  const hidden = changes.length - shownMax;
  return (
    <div className="grid gap-0.5">
      <ul className="grid gap-0.5">
        {changes.slice(0, shownMax).map(({ path, label, from, to }) => (
          <li className="[overflow-wrap:anywhere]" key={path}>
            {label === null ? (
              <code className="mono-12">{fieldWords(path)}</code>
            ) : (
              <Values from={from} label={label} to={to} />
            )}
          </li>
        ))}
      </ul>
      {hidden > 0 && <span className="text-ink-3">and {hidden} more</span>}
      {words !== null && <span className="text-ink-2 [overflow-wrap:anywhere]">{words}</span>}
    </div>
  );
}

function Values({ label, from, to }: { label: string; from: string | null; to: string | null }) {
  if (to === "changed") {
    return (
      <>
        {label} <span className="text-span-ink">replaced, value hidden</span>
      </>
    );
  }
  return (
    <>
      {label}{" "}
      {from !== null && (
        <>
          <del className="mono-12 text-stop-ink">{from}</del> <span aria-hidden="true">→</span>
          <span className="sr-only">to</span>{" "}
        </>
      )}
      {to === null ? (
        <span className="text-ink-3">removed</span>
      ) : (
        <ins className="mono-12 text-span-ink no-underline">{to}</ins>
      )}
    </>
  );
}
