"use client";
// A chart's place on the page: loads what draws it, keeps it in the colours of the theme, moves its point by keyboard.
import { type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { chosenTheme, isDark, watchTheme } from "#components/shell/theme";
import { Skeleton } from "#components/ui/EmptyState";
import type { ChartKind, Columns, Drawn } from "./chart";

type ChartBoxProps = {
  kind: ChartKind;
  label: string;
  columns: Columns | null;
  height: number;
  /** What the point under the pointer says. */
  words: (index: number) => string;
};

export function ChartBox({ kind, label, columns, height, words }: ChartBoxProps) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const latest = useRef(columns);
  const [point, setPoint] = useState<number | null>(null);
  const colours = useColours();
  const hasData = columns !== null;
  useEffect(() => {
    latest.current = columns;
    if (columns !== null) drawn.current?.setData(columns);
  });
  useEffect(() => {
    // Drawn anew in other colours: a canvas does not follow the theme.
    if (!hasData || colours === "unknown") return;
    let isLeft = false;
    void import("./chart").then(({ draw }) => {
      const { current: box } = place;
      if (isLeft || box === null || latest.current === null) return;
      drawn.current = draw({ kind, place: box, columns: latest.current, height, onPoint: setPoint });
    });
    return () => {
      isLeft = true;
      drawn.current?.end();
      drawn.current = null;
    };
  }, [hasData, kind, height, colours]);
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    drawn.current?.moveBy(steps);
  };
  const last = Math.max(0, (columns?.[0].length ?? 1) - 1);
  const isPointed = point !== null && columns !== null && point <= last;
  return (
    <div className="relative">
      <div
        aria-label={label}
        aria-valuemax={last}
        aria-valuemin={0}
        aria-valuenow={isPointed ? point : last}
        aria-valuetext={columns === null ? "" : words(isPointed ? point : last)}
        onKeyDown={onKeyDown}
        ref={place}
        role="slider"
        style={{ height }}
        tabIndex={0}
      >
        {!hasData && <Skeleton className="h-full! w-full rounded-md!" />}
      </div>
      {isPointed && (
        <p
          aria-hidden="true"
          className="pointer-events-none absolute top-1 right-1 rounded-sm border border-line bg-raised px-2 py-1 text-12 text-ink-2 tabular-nums shadow-2"
        >
          {words(point)}
        </p>
      )}
    </div>
  );
}

function useColours(): string {
  return useSyncExternalStore(
    (listener) => {
      const stop = watchTheme(listener);
      const query = matchMedia("(prefers-color-scheme: dark)");
      query.addEventListener("change", listener);
      return () => {
        stop();
        query.removeEventListener("change", listener);
      };
    },
    () => `${chosenTheme()} ${isDark()}`,
    () => "unknown",
  );
}
