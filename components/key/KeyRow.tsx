"use client";
// One key: what it may do, how far it is used, who made it, when it ends.
import { Button } from "#components/ui/Button";
import { Tag } from "#components/ui/Tag";
import { Time, useNow } from "#components/ui/Time";
import { countWords } from "#lib/destination/amount";
import type { SavedKey } from "#lib/key";
import { signalFacts, signals } from "#lib/otlp/signal";

type KeyRowProps = { saved: SavedKey; roleLabel: string; reason: string | undefined; onRevoke: () => void };

/** So long before its end it is told in another colour. */
const soonMs = 14 * 24 * 3600_000;

export function KeyRow({ saved, roleLabel, reason, onRevoke }: KeyRowProps) {
  const { name, prefix, createdAt, createdBy } = saved;
  return (
    <li className="grid items-center gap-x-4 gap-y-2 px-4 py-3.5 text-13 max-rail:grid-cols-[minmax(0,1fr)_auto] rail:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)_minmax(0,1fr)_auto] rail:px-5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-14 font-strong">
          <span className="min-w-0 break-words">{name}</span>
          <Tag>{roleLabel}</Tag>
        </p>
        <p className="mono-12 text-ink-3">{prefix}…</p>
      </div>
      <div className="min-w-0 break-words text-ink-2 max-rail:order-3 max-rail:col-span-2">
        <Use saved={saved} />
      </div>
      <div className="min-w-0 break-words text-ink-3 max-rail:order-4 max-rail:col-span-2">
        <p>
          Made <Time at={createdAt} /> by {createdBy.name}
        </p>
        <End at={saved.expiresAt} />
      </div>
      <Button aria-label={`Revoke ${name}`} onClick={onRevoke} reason={reason} size="sm">
        Revoke
      </Button>
    </li>
  );
}

function Use({ saved: { lastUsedAt, lastAddress, items } }: { saved: SavedKey }) {
  const told = items === null ? [] : signals.filter((signal) => items[signal] > 0);
  return (
    <>
      <p>
        {lastUsedAt === null ? (
          "Not used yet"
        ) : (
          <>
            Last used <Time at={lastUsedAt} />
            {lastAddress !== null && ` from ${lastAddress}`}
          </>
        )}
      </p>
      {items !== null && told.length > 0 && (
        <p className="text-ink-3 tabular-nums">
          {told
            .map((signal) => countWords(items[signal], signalFacts[signal].item, signalFacts[signal].items))
            .join(", ")}
        </p>
      )}
    </>
  );
}

function End({ at }: { at: string | null }) {
  const now = useNow(60_000);
  if (at === null) return <p>Does not end</p>;
  const leftMs = now === null ? Number.POSITIVE_INFINITY : Date.parse(at) - now;
  if (leftMs <= 0) {
    return (
      <p className="font-label text-stop-ink">
        Ended <Time at={at} />
      </p>
    );
  }
  return (
    <p className={leftMs < soonMs ? "font-label text-wait-ink" : undefined}>
      Ends <Time at={at} />
    </p>
  );
}
