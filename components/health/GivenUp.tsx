"use client";
// The requests that the server refused for good and that are kept for a while: what it said, and the request to download. Shown only
// where there is one.
import { Download } from "lucide-react";
import { Card } from "#components/ui/Card";
import { Tag } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import { countWords, formatBytes } from "#lib/destination/amount";
import type { RejectedRequest } from "#lib/destination/delivery";
import type { Status } from "#lib/destination/status";
import { signalFacts, signals } from "#lib/otlp/signal";
import { rejectedUrl } from "./read";
import { useRejected } from "./use-live";

type GivenUpProps = {
  id: string;
  ledger: Status["ledger"];
  /** The requests are content: only who may change the destination gets them. */
  canWrite: boolean;
};

export function GivenUp({ id, ledger, canWrite }: GivenUpProps) {
  const hasLost = signals.some((one) => ledger[one].rejected > 0 || (ledger[one].dropped.too_large ?? 0) > 0);
  const rejected = useRejected(id, hasLost) ?? [];
  if (rejected.length === 0) return null;
  return (
    <Card
      foot="Up to 20 are kept, each for 7 days, in the data directory."
      text="Requests that the server refused for good while it took others."
      title="Given up"
    >
      <ul aria-label="Given up" className="divide-y divide-line-soft">
        {rejected.map((one) => (
          <Row href={canWrite ? rejectedUrl(id, one.name) : null} key={one.name} one={one} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ one, href }: { one: RejectedRequest; href: string | null }) {
  const { at, signal, items, bytes, cut, reason } = one;
  const { label, item, items: many } = signalFacts[signal];
  return (
    <li className="grid gap-x-4 gap-y-1 px-4 py-2.5 text-13 rail:grid-cols-[auto_auto_minmax(0,1fr)_auto] rail:items-baseline rail:px-5">
      <span className="text-ink-2 tabular-nums">
        <Time at={at} />
      </span>
      <span className="flex items-center gap-2">
        <span className="font-strong">{label}</span>
        <span className="text-ink-2 tabular-nums">
          {countWords(items, item, many)}, {formatBytes(bytes)}
        </span>
        {cut && <Tag tone="wait">First MiB kept</Tag>}
      </span>
      <code className="line-clamp-3 text-ink-2 [overflow-wrap:anywhere]" title={reason}>
        {reason}
      </code>
      {href !== null && (
        <a
          aria-label={`Download the request of ${countWords(items, item, many)}`}
          className="inline-flex items-center gap-1.5 font-mid underline-offset-2 hover:underline touch:min-h-11"
          download={one.name}
          href={href}
        >
          <Download aria-hidden="true" size={14} />
          Download
        </a>
      )}
    </li>
  );
}
