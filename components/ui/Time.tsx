"use client";
// A moment in the words and the time zone of whoever looks. The server does not know the zone, so it leaves the place empty.
import { useEffect, useState, useSyncExternalStore } from "react";

const never = () => () => {};

/** "14:07" today, "21 Nov, 14:07" this year, else "21 Nov 2025, 14:07". */
export function formatMoment(at: Date, now: Date): string {
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === now.toDateString()) return time;
  const isThisYear = at.getFullYear() === now.getFullYear();
  const day = at.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
  return `${day}, ${time}`;
}

export function Time({ at }: { at: string }) {
  const text = useHere(() => formatMoment(new Date(at), new Date()));
  return (
    <time className="tabular-nums" dateTime={at}>
      {text ?? blank}
    </time>
  );
}

/** "14:07", where the day stands elsewhere; with seconds on hover. */
export function Clock({ at }: { at: string }) {
  const text = useHere(() => new Date(at).toLocaleTimeString("en-GB"));
  return (
    <time className="tabular-nums" dateTime={at} title={text}>
      {text?.slice(0, 5) ?? blank}
    </time>
  );
}

const blank = "\u00a0";

/** undefined on the server. */
function useHere(write: () => string): string | undefined {
  return useSyncExternalStore(never, write, () => undefined);
}

/** Milliseconds, told anew each second; null where the page is drawn before anybody looks: ages and hours are theirs. */
export function useNow(everyMs = 1000): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
