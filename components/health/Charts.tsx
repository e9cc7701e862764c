"use client";
// Throughput and the age of the queue, of the last hour or day; the same as a table beneath.
import { useEffect, useState } from "react";
import { Card } from "#components/ui/Card";
import { Segmented } from "#components/ui/Choice";
import { cn } from "#components/ui/cn";
import { formatAge, formatBytes, formatCount, formatRate } from "#lib/destination/amount";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { ChartBox } from "./ChartBox";
import { fillingWords, type Look, withLook } from "./growth";
import { HistoryTable } from "./HistoryTable";
import { hatched } from "./LedgerBar";
import { ageColumns, isBefore, type Period, type Series, throughputColumns } from "./series";
import { useHistory } from "./use-live";

const periods = [
  { value: "hour", label: "Hour" },
  { value: "day", label: "Day" },
] as const;

type ChartsProps = { saved: SavedDestination; status: Status; nowMs: number | null };

export function Charts({ saved, status, nowMs }: ChartsProps) {
  const { data } = useHistory(saved.id);
  const [period, setPeriod] = useState<Period>("hour");
  const series = data?.[period] ?? null;
  return (
    <div className="grid items-stretch gap-6 wide:grid-cols-[minmax(0,1fr)_336px]">
      <Card
        aside={
          <Segmented hideLabel isSmall label="Period" onValueChange={setPeriod} options={periods} value={period} />
        }
        text={<Legend />}
        title="Throughput"
      >
        <div className="px-2 pt-3 pb-1 rail:px-3">
          <ChartBox
            columns={series && throughputColumns(series, Date.parse(saved.createdAt))}
            height={232}
            kind="throughput"
            label={`Throughput, last ${period}: ${throughputWords(series)}. Arrow keys move the point.`}
            words={(index) => (series === null ? "" : pointWords(series, index, Date.parse(saved.createdAt)))}
          />
        </div>
        {series && <HistoryTable period={period} series={series} />}
      </Card>
      <QueueCard nowMs={nowMs} period={period} saved={saved} series={series} status={status} />
    </div>
  );
}

function Legend() {
  return (
    <span className="flex flex-wrap gap-x-3.5 text-12">
      <Key mark="h-0 w-3.5 border-t-[1.5px] border-dashed border-ink-3">received/s</Key>
      <Key mark="h-[2px] w-3.5 bg-span">delivered/s</Key>
      <Key mark={cn("size-2.5 rounded-[2px]", hatched)}>waiting</Key>
    </span>
  );
}

function Key({ mark, children }: { mark: string; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden="true" className={mark} />
      {children}
    </span>
  );
}

function throughputWords(series: Series | null): string {
  if (series === null) return "not read yet";
  const sum = (column: readonly number[]) => formatCount(column.reduce((total, items) => total + items, 0));
  return `${sum(series.received)} items received, ${sum(series.delivered)} delivered, ${sum(series.lost)} lost`;
}

function pointWords(series: Series, index: number, createdMs: number): string {
  const at = new Date(Date.parse(series.from) + index * series.stepMs).toLocaleTimeString("en-GB");
  if (isBefore(series, index, createdMs)) return `${at}  before it was created`;
  const rate = (items: number | undefined) => formatRate(((items ?? 0) * 1000) / series.stepMs);
  return `${at}  ${rate(series.received[index])}/s received, ${rate(series.delivered[index])}/s delivered`;
}

type QueueProps = ChartsProps & { series: Series | null; period: Period };

function QueueCard({ status, saved: { queue, createdAt }, nowMs, series, period }: QueueProps) {
  const { bytes, bytesMax, oldestAt, fullAt } = status.queue;
  const share = Math.min(1, bytes / Math.max(1, bytesMax));
  const untilFull = fullAt === null || nowMs === null ? null : Date.parse(fullAt) - nowMs;
  const filling = fillingWords(useLooks(bytes, nowMs), { bytesMax, untilFullMs: untilFull });
  return (
    <Card
      aside={
        <span className="text-13 whitespace-nowrap text-ink-2 tabular-nums">
          {formatBytes(bytes)} of {formatBytes(bytesMax)}
        </span>
      }
      title="Queue"
    >
      <div className="grid gap-3 p-4 text-13 rail:p-5">
        <div
          aria-label={`Queue, ${Math.round(share * 100)} % full`}
          className="h-1.5 overflow-hidden rounded-full bg-selected"
          role="img"
        >
          <span
            className={cn("block h-full rounded-full", share > 0.9 ? "bg-stop" : "bg-wait")}
            style={{ width: `${share * 100}%`, minWidth: bytes > 0 ? 4 : 0 }}
          />
        </div>
        <dl className="divide-y divide-line-soft">
          <Line label="Oldest item">
            {oldestAt === null ? "none" : nowMs === null ? "" : formatAge(nowMs - Date.parse(oldestAt))}
          </Line>
          <Line isWarning={filling.fills} label="Full at this rate">
            {filling.words}
          </Line>
          <Line label="When full">{queue.whenFull === "refuse" ? "senders wait" : "the oldest is dropped"}</Line>
          <Line label="Kept for up to">{formatAge(queue.maxAgeMs)}</Line>
        </dl>
        <div>
          <p className="mb-1 text-12 text-ink-3">Age of the oldest item, last {period}</p>
          <ChartBox
            columns={series && ageColumns(series, Date.parse(createdAt))}
            height={96}
            kind="age"
            label={`Age of the oldest item, last ${period}: at most ${series ? formatAge(Math.max(0, ...series.oldestAgeMs)) : "not read yet"}. Arrow keys move the point.`}
            words={(index) => formatAge(series?.oldestAgeMs[index] ?? 0)}
          />
        </div>
      </div>
    </Card>
  );
}

/** What was seen of the queue since the page is open, once a second. */
function useLooks(bytes: number, nowMs: number | null): readonly Look[] {
  const [looks, setLooks] = useState<readonly Look[]>([]);
  useEffect(() => {
    if (nowMs !== null) setLooks((before) => withLook(before, { bytes, atMs: nowMs }));
  }, [bytes, nowMs]);
  return looks;
}

function Line({ label, isWarning, children }: { label: string; isWarning?: boolean; children: string }) {
  return (
    <div className="flex justify-between gap-3 py-1.5 first:pt-0 last:pb-0">
      <dt className="text-ink-2">{label}</dt>
      <dd className={cn("text-right font-strong tabular-nums", isWarning && "text-wait-ink")}>{children}</dd>
    </div>
  );
}
