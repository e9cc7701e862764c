"use client";
// The keys as they stand, asked again every 5 s while the tab is seen: whoever pastes a key somewhere sees here that it is used.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SavedKey } from "#lib/key";

const queryKey = ["keys"];

export function useKeys(given: readonly SavedKey[]) {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => readKeys(signal),
    initialData: given,
    refetchInterval: 5000,
  });
  return {
    keys: data,
    /** At once, before it is asked for again. */
    async change(edit: (keys: readonly SavedKey[]) => readonly SavedKey[]): Promise<void> {
      await client.cancelQueries({ queryKey });
      client.setQueryData<readonly SavedKey[]>(queryKey, (now) => edit(now ?? []));
    },
  };
}

async function readKeys(signal: AbortSignal): Promise<readonly SavedKey[]> {
  const answer = await fetch("/api/v1/keys", { cache: "no-store", signal });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const { items }: { items: readonly SavedKey[] } = await answer.json();
  return items;
}
