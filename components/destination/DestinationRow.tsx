"use client";
// One destination in the list: a row from 901 px, a card below. Drawn again only when it has news: there may be a thousand.
import { Activity, Ellipsis, FileCode, Settings2, Share, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { memo, useState } from "react";
import { OpenExport } from "#components/export/OpenExport";
import { LedgerBar } from "#components/health/LedgerBar";
import { IconButton } from "#components/ui/Button";
import { cn } from "#components/ui/cn";
import { Age, Left } from "#components/ui/Left";
import { Menu } from "#components/ui/Menu";
import { Sparkline } from "#components/ui/Sparkline";
import { State } from "#components/ui/State";
import { Switch } from "#components/ui/Switch";
import { monogramOf, Tile } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import { formatCount, formatRate, formatShort } from "#lib/destination/amount";
import { droppedOf } from "#lib/destination/ledger";
import type { Glance, Row } from "./listed";

type DestinationRowProps = {
  row: Row;
  /** Ahead of what the server says, while one's own click is on its way. */
  isOnAhead: boolean | undefined;
  reason: string | undefined;
  onSwitch: (row: Row, isOn: boolean) => void;
  onDelete: (row: Row) => void;
};

export const DestinationRow = memo(function DestinationRow(props: DestinationRowProps) {
  const { row, isOnAhead, onSwitch } = props;
  const reason = props.reason ?? row.held;
  const isOn = isOnAhead ?? row.enabled;
  const glance = withAhead(row.glance, isOnAhead);
  return (
    <li
      data-row={row.id}
      className="list-row relative border-line-soft transition-colors [contain-intrinsic-size:auto_210px] [content-visibility:auto] max-rail:rounded-lg max-rail:border max-rail:border-line max-rail:bg-surface max-rail:p-4 max-rail:shadow-1 rail:py-3 rail:[contain-intrinsic-size:auto_68px] rail:hover:bg-canvas rail:[&+li]:border-t rail:last:rounded-b-lg"
    >
      <NamePlace isOff={!isOn} row={row} />
      <div className="list-state min-w-0">
        <Standing glance={glance} isOn={isOn} row={row} />
      </div>
      <div className="list-rate grid gap-0.5">{glance && isOn && <Rate glance={glance} />}</div>
      <div className="list-ledger min-w-0">{glance && <Ledger glance={glance} name={row.name} />}</div>
      <Switch
        checked={isOn}
        className="list-switch relative justify-self-end"
        hideLabel
        label={row.name}
        onCheckedChange={(next) => onSwitch(row, next)}
        reason={reason}
      />
      <RowMenu {...props} reason={reason} />
    </li>
  );
});

function withAhead(glance: Glance | null, isOn: boolean | undefined): Glance | null {
  if (glance === null || isOn === undefined || isOn === (glance.state !== "off")) return glance;
  return { ...glance, state: isOn ? "nothing_to_send" : "off" };
}

/** Its name leads to it, from anywhere on the row. */
function NamePlace({ row, isOff }: { row: Row; isOff: boolean }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Tile>{monogramOf(row.name)}</Tile>
      <div className="min-w-0">
        <div className="flex items-center gap-1.5">
          <Link
            className={cn(
              "block min-w-0 truncate font-strong after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus",
              isOff && "text-ink-2",
            )}
            data-row-link
            href={`/destinations/${row.id}`}
            prefetch={false}
            title={row.name}
          >
            {row.name}
          </Link>
          {row.held && (
            <span className="relative flex-none text-ink-3" title={row.held}>
              <FileCode aria-hidden="true" size={14} />
              <span className="sr-only">{row.held}</span>
            </span>
          )}
        </div>
        <p className="mono-12 truncate text-ink-3" title={row.host}>
          {row.host}
        </p>
      </div>
    </div>
  );
}

function Standing({ row, glance, isOn }: { row: Row; glance: Glance | null; isOn: boolean }) {
  return (
    <>
      {isOn && glance === null ? (
        <span className="font-label text-ink-3">Not known</span>
      ) : (
        <State name={isOn ? (glance?.state ?? "off") : "off"} />
      )}
      <p className="truncate text-13 text-ink-3 tabular-nums rail:text-12">
        {!isOn ? (
          <>
            Since <Time at={glance?.since ?? row.changedAt} /> · last changed by {row.changedBy}
          </>
        ) : glance === null ? (
          "The engine does not answer"
        ) : (
          <News glance={glance} />
        )}
      </p>
    </>
  );
}

/** The second line: why, since when, what comes next. */
function News({ glance }: { glance: Glance }) {
  const { state, since, answer, nextAttemptAt, lastSuccessAt, lastReceivedAt, oldestAt, perSecond } = glance;
  const isFailing = state === "refused" || state === "retrying";
  if (isFailing)
    return (
      <>
        {answer ?? "No answer"} since <Time at={since} />
        {nextAttemptAt && (
          <>
            {" "}
            · next try <Left until={nextAttemptAt} />
          </>
        )}
      </>
    );
  if (state === "backlogged" || state === "paused")
    return (
      <>
        Since <Time at={since} />
        {oldestAt && (
          <>
            {" "}
            · oldest <Age since={oldestAt} />
          </>
        )}
      </>
    );
  if (state === "delivering")
    return (
      <>
        {formatRate(perSecond)} items/s
        {lastSuccessAt && (
          <>
            {" "}
            · last accepted <Age since={lastSuccessAt} /> ago
          </>
        )}
      </>
    );
  return lastReceivedAt ? (
    <>
      Last received <Time at={lastReceivedAt} />
    </>
  ) : (
    "Nothing received yet"
  );
}

function Rate({ glance }: { glance: Glance }) {
  const isMoving = glance.recent.some((items) => items > 0);
  return (
    <>
      <Sparkline tone={glance.state === "delivering" ? "span" : "quiet"} values={glance.recent} />
      <p className="text-12 text-ink-3 tabular-nums rail:sr-only">
        {isMoving ? `${formatRate(glance.perSecond)} items/s, last 5 min` : "Nothing sent in the last 5 min"}
      </p>
    </>
  );
}

function Ledger({ glance, name }: { glance: Glance; name: string }) {
  const { ledger, state } = glance;
  const dropped = droppedOf(ledger);
  const lost = ledger.rejected + dropped;
  const lostWords = dropped === 0 ? "rejected" : ledger.rejected === 0 ? "dropped" : "rejected, dropped";
  return (
    <div className="grid gap-1.5">
      <LedgerBar ledger={ledger} name={name} state={state} />
      <p className="flex flex-wrap justify-between gap-x-3 text-12 whitespace-nowrap text-ink-3 tabular-nums">
        <span title={formatCount(ledger.received)}>{formatShort(ledger.received)} received</span>
        {ledger.queued > 0 && (
          <span className="font-strong text-wait-ink" title={formatCount(ledger.queued)}>
            {formatShort(ledger.queued)} queued
          </span>
        )}
        {lost > 0 && (
          <span className="text-stop-ink" title={formatCount(lost)}>
            {formatShort(lost)} {lostWords}
          </span>
        )}
        {ledger.received > 0 && ledger.queued + lost === 0 && <span>all delivered</span>}
      </p>
    </div>
  );
}

function RowMenu({ row, reason, onDelete }: DestinationRowProps) {
  const router = useRouter();
  const [isExporting, setExporting] = useState(false);
  const path = `/destinations/${row.id}`;
  return (
    <>
      <Menu
        items={[
          { label: "Health", icon: <Activity aria-hidden="true" />, onSelect: () => router.push(path) },
          {
            label: reason ? "Settings" : "Edit",
            icon: <Settings2 aria-hidden="true" />,
            onSelect: () => router.push(`${path}/settings`),
          },
          { label: "Export", icon: <Share aria-hidden="true" />, onSelect: () => setExporting(true) },
          {
            label: "Delete",
            icon: <Trash2 aria-hidden="true" />,
            onSelect: () => onDelete(row),
            isDanger: true,
            reason,
          },
        ]}
      >
        <IconButton className="list-menu relative max-rail:-mr-3" label={`More for ${row.name}`}>
          <Ellipsis aria-hidden="true" size={16} />
        </IconButton>
      </Menu>
      {isExporting && <OpenExport id={row.id} name={row.name} onClose={() => setExporting(false)} />}
    </>
  );
}
