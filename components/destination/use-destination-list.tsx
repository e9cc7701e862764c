"use client";
// The rows of the list as they are now: drawn by the server, refreshed by the status call, ahead of both for one's own clicks.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { toast } from "#components/ui/toast";
import { deleteDestination, switchDestination, undeleteDestination } from "#lib/actions/destination";
import type { AppError, Result } from "#lib/result";
import type { DeletedRow } from "./DeletedNotes";
import type { Row } from "./listed";

type LiveStatus = Pick<Row, "id" | "name" | "state" | "since">;

const everyMs = 5000;
const toastMs = 10_000;
const away: AppError = { code: "unavailable", message: "Cannot reach Outspan. Nothing was changed." };

async function readStatus({ signal }: { signal: AbortSignal }): Promise<LiveStatus[]> {
  const answer = await fetch("/api/v1/status", { cache: "no-store", signal });
  if (!answer.ok) throw new Error(`status answered ${answer.status}`);
  const { items }: { items: LiveStatus[] } = await answer.json();
  return items;
}

export function useDestinationList(drawn: readonly Row[], drawnDeleted: readonly DeletedRow[]) {
  const router = useRouter();
  const client = useQueryClient();
  const [ahead, setAhead] = useState<Readonly<Record<string, boolean>>>({});
  const [hidden, setHidden] = useState<readonly DeletedRow[]>([]);
  const [failure, setFailure] = useState<AppError | null>(null);
  const key = ["destinations", "status"];
  const { data, isError, dataUpdatedAt } = useQuery({ queryKey: key, queryFn: readStatus, refetchInterval: everyMs });

  const hiddenIds = hidden.map(({ id }) => id);
  const isOutdated =
    data !== undefined &&
    data
      .map(({ id }) => id)
      .sort()
      .join() !==
      drawn
        .map(({ id }) => id)
        .sort()
        .join();
  // Someone else added or deleted one, or one of our own changes arrived: the server draws the list anew.
  useEffect(() => {
    if (isOutdated) router.refresh();
  }, [isOutdated, router]);

  async function settle<Data>(change: Promise<Result<Data>>): Promise<Data | null> {
    setFailure(null);
    const result = await change.catch((): Result<Data> => ({ ok: false, error: away }));
    if (!result.ok) setFailure(result.error);
    await client.invalidateQueries({ queryKey: key });
    router.refresh();
    return result.ok ? result.data : null;
  }

  async function switchTo(row: Row, isOn: boolean) {
    setAhead((now) => ({ ...now, [row.id]: isOn }));
    const saved = await settle(switchDestination({ id: row.id, enabled: isOn }));
    if (saved)
      toast({ title: `${row.name} is ${isOn ? "on" : "off"}.`, text: isOn ? undefined : "Nothing is sent there." });
    setAhead(({ [row.id]: _, ...others }) => others);
  }

  async function remove(row: Row) {
    setHidden((now) => [...now, { id: row.id, name: row.name, undoUntil: "" }]);
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
  }

  async function undo({ id, name }: { id: string; name: string }) {
    const back = await settle(undeleteDestination({ id }));
    if (!back) return;
    setHidden((now) => now.filter((row) => row.id !== id));
    toast({ title: `${name} is back` });
  }

  const live = new Map(data?.map((status) => [status.id, status]));
  return {
    rows: drawn.filter(({ id }) => !hiddenIds.includes(id)).map((row) => current(row, live.get(row.id), ahead[row.id])),
    deleted: drawnDeleted.filter(({ id }) => !hiddenIds.includes(id)),
    failure,
    staleSince: isError && dataUpdatedAt > 0 ? new Date(dataUpdatedAt).toISOString() : null,
    switchTo,
    remove,
    undo,
  };
}

function current(row: Row, live: LiveStatus | undefined, isOn: boolean | undefined): Row {
  const now = live ? { ...row, name: live.name, state: live.state, since: live.since } : row;
  if (isOn === undefined) return now;
  return { ...now, state: isOn ? (now.state === "off" ? "nothing_to_send" : now.state) : "off" };
}
