"use client";
// The rows of the list as they are now: drawn by the server, refreshed by the status call, ahead of both for one's own clicks.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { give } from "#components/health/orders";
import { readAllStatus, readDestinations, readStatus } from "#components/health/read";
import { type Fleet, fleetOf } from "#components/receiver/fleet";
import { toast } from "#components/ui/toast";
import { deleteDestination, switchDestination, undeleteDestination } from "#lib/actions/destination";
import type { Status } from "#lib/destination/status";
import type { AppError, Result } from "#lib/result";
import type { DeletedRow } from "./DeletedNotes";
import { byUrgency, type Glance, glanceOf, type Row, rowOf, withOthers } from "./listed";

const everyMs = 2000;
const toastMs = 10_000;
const away: AppError = { code: "unavailable", message: "Cannot reach Outspan. Nothing was changed." };
const noun = "destinations";
const queryKey = [noun, "status"];

type Seen = { rows: { id: string; name: string; glance: Glance }[]; fleet: Fleet };

/** Parts that are as before keep their identity, so that only rows with news are drawn again. */
async function readSeen(signal: AbortSignal): Promise<Seen> {
  const all = await readAllStatus(signal);
  const rows = all.items.map(({ id, name, ...status }) => ({ id, name, glance: glanceOf(status) }));
  return { rows, fleet: fleetOf(all, Date.now()) };
}

export function useDestinationList(
  first: readonly Row[],
  count: number,
  drawnDeleted: readonly DeletedRow[],
  visible: ReadonlySet<string> | null,
) {
  const { data, isError, dataUpdatedAt } = useQuery({
    queryKey,
    queryFn: ({ signal }) => readSeen(signal),
    refetchInterval: everyMs,
  });
  const { failure, settle } = useSettle();
  const all = useAll(count > first.length);
  const isWhole = all !== null || count <= first.length;
  const drawn = useMemo(() => withOthers(first, all), [first, all]);
  useRefreshOnNews(data?.rows, drawn, isWhole);

  const { ahead, asking, stopAsking, flip, switchTo } = useSwitching(settle);
  const { hiddenIds, remove, undo } = useDeleting(settle);
  const rows = useCurrentRows(drawn, data?.rows, visible);
  return {
    isWhole,
    rows: rows.filter(({ id }) => !hiddenIds.includes(id)),
    ahead,
    fleet: data?.fleet ?? null,
    deleted: drawnDeleted.filter(({ id }) => !hiddenIds.includes(id)),
    failure,
    staleSince: isError && dataUpdatedAt > 0 ? new Date(dataUpdatedAt).toISOString() : null,
    asking,
    stopAsking,
    flip,
    switchTo: useStable(switchTo),
    remove: useStable(remove),
    undo,
  };
}

/** Every destination, where the server drew only the first, in the order of this moment; null until they are there. */
function useAll(isLong: boolean): readonly Row[] | null {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: [noun, "all"],
    enabled: isLong,
    staleTime: Number.POSITIVE_INFINITY,
    retry: true,
    retryDelay: everyMs,
    async queryFn({ signal }) {
      const seen = client
        .fetchQuery({ queryKey, queryFn: (asked) => readSeen(asked.signal), staleTime: everyMs })
        .catch(() => null);
      const [saved, live] = await Promise.all([readDestinations(signal), seen]);
      const glances = new Map(live?.rows.map(({ id, glance }) => [id, glance]));
      const rows = saved.map((one) => ({ ...rowOf(one, null), glance: glances.get(one.id) ?? null }));
      return byUrgency(rows, ({ glance }) => glance?.state);
    },
  });
  // A thousand rows are drawn when the browser has time for it.
  return useDeferredValue(isLong ? (data ?? null) : null);
}

type Settle = ReturnType<typeof useSettle>["settle"];

/** On and off, at once for the eye. */
function useSwitching(settle: Settle) {
  const [ahead, setAhead] = useState<Readonly<Record<string, boolean>>>({});
  const [asking, setAsking] = useState<{ row: Row; ledger: Status["ledger"] } | null>(null);

  const flip = async (row: Row, isOn: boolean, isDiscarding = false) => {
    setAsking(null);
    setAhead((now) => ({ ...now, [row.id]: isOn }));
    const saved = await settle(switchDestination({ id: row.id, enabled: isOn }));
    if (saved && isDiscarding) await settle(give(row.id, "discard"));
    if (saved)
      toast({ title: `${row.name} is ${isOn ? "on" : "off"}.`, text: isOn ? undefined : offText(isDiscarding) });
    setAhead(({ [row.id]: _, ...others }) => others);
  };

  /** Off asks what becomes of what waits, if anything does. */
  const switchTo = async (row: Row, isOn: boolean) => {
    const mayWait = !isOn && (row.glance === null || row.glance.ledger.queued > 0);
    const status = mayWait ? await readStatus(row.id, AbortSignal.timeout(3000)).catch(() => null) : null;
    const waits = status !== null && Object.values(status.ledger).some(({ queued }) => queued > 0);
    if (waits) setAsking({ row, ledger: status.ledger });
    else await flip(row, isOn);
  };

  return { ahead, asking, stopAsking: () => setAsking(null), flip, switchTo };
}

/** Gone at once for the eye, with a way back. */
function useDeleting(settle: Settle) {
  const [hidden, setHidden] = useState<readonly { id: string }[]>([]);

  const remove = async (row: Row) => {
    setHidden((now) => [...now, { id: row.id }]);
    const deleted = await settle(deleteDestination({ id: row.id }));
    if (!deleted) return setHidden((now) => now.filter(({ id }) => id !== row.id));
    toast({
      title: `${row.name} deleted`,
      text: "It can be brought back for 10 min.",
      tone: "neutral",
      durationMs: toastMs,
      action: { label: "Undo", onPress: () => void undo(row) },
    });
    // The toast offers the way back first; the note takes over when it has gone.
    setTimeout(() => setHidden((now) => now.filter(({ id }) => id !== row.id)), toastMs);
  };

  const undo = async ({ id, name }: { id: string; name: string }) => {
    const back = await settle(undeleteDestination({ id }));
    if (!back) return;
    setHidden((now) => now.filter((row) => row.id !== id));
    toast({ title: `${name} is back` });
  };

  return { hiddenIds: hidden.map(({ id }) => id), remove, undo };
}

function offText(isDiscarding: boolean): string {
  return isDiscarding ? "Nothing is sent there. What waited is discarded." : "Nothing is sent there.";
}

/** A change of one's own: its failure is told, and what is shown is read anew. */
function useSettle() {
  const router = useRouter();
  const client = useQueryClient();
  const [failure, setFailure] = useState<AppError | null>(null);
  async function settle<Data>(change: Promise<Result<Data>>): Promise<Data | null> {
    setFailure(null);
    const result = await change.catch((): Result<Data> => ({ ok: false, error: away }));
    if (!result.ok) setFailure(result.error);
    await client.invalidateQueries({ queryKey: [noun] });
    router.refresh();
    return result.ok ? result.data : null;
  }
  return { failure, settle };
}

function keyOf(rows: readonly { id: string }[]): string {
  return rows
    .map(({ id }) => id)
    .sort()
    .join();
}

/** Someone else added or deleted one, or one of our own changes arrived: the server draws the list anew, once. */
function useRefreshOnNews(live: Seen["rows"] | undefined, drawn: readonly Row[], isWhole: boolean): void {
  const router = useRouter();
  const client = useQueryClient();
  const drawnKey = useRef("");
  const liveKey = useMemo(() => (live === undefined ? null : keyOf(live)), [live]);
  useEffect(() => {
    drawnKey.current = keyOf(drawn);
  });
  useEffect(() => {
    if (!isWhole || liveKey === null || liveKey === drawnKey.current) return;
    void client.invalidateQueries({ queryKey: [noun, "all"] });
    router.refresh();
  }, [liveKey, isWhole, router, client]);
}

/** A row with nothing new, or that nobody sees, is the very object it was. */
function useCurrentRows(
  drawn: readonly Row[],
  live: Seen["rows"] | undefined,
  visible: ReadonlySet<string> | null,
): Row[] {
  const kept = useRef(new WeakMap<Row, Row>());
  return useMemo(() => {
    const found = new Map(live?.map((one) => [one.id, one]));
    // In the order of the drawing: no row moves under the hand.
    return drawn.map((row) => {
      const one = found.get(row.id);
      const before = kept.current.get(row) ?? row;
      const isSeen = visible === null || visible.has(row.id) || before.glance === null;
      if (one === undefined || !isSeen || (one.glance === before.glance && one.name === before.name)) return before;
      const next = { ...row, name: one.name, glance: one.glance };
      kept.current.set(row, next);
      return next;
    });
  }, [drawn, live, visible]);
}

/** The same function for every drawing, always acting on the latest. */
function useStable<Given extends unknown[]>(act: (...given: Given) => unknown): (...given: Given) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((...given: Given) => void latest.current(...given), []);
}
