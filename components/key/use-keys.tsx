"use client";
// The keys as they stand, asked again every 5 s while the tab is seen: whoever pastes a key somewhere sees here that it is used.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ReadFailure } from "#components/health/read";
import { toast } from "#components/ui/toast";
import type { CreatedKey, SavedKey } from "#lib/key";

const queryKey = ["keys"];

export function useKeys(given: readonly SavedKey[]) {
  const router = useRouter();
  const client = useQueryClient();
  const [made, setMade] = useState<CreatedKey | null>(null);
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => readKeys(signal),
    initialData: given,
    refetchInterval: 5000,
  });
  /** At once, before it is asked for again. */
  const change = async (edit: (keys: readonly SavedKey[]) => readonly SavedKey[]): Promise<void> => {
    await client.cancelQueries({ queryKey });
    client.setQueryData<readonly SavedKey[]>(queryKey, (now) => edit(now ?? []));
  };
  return {
    keys: data,
    /** The one that was made here last, with its value, until it is dropped. */
    made,
    dropMade: () => setMade(null),
    async add(created: CreatedKey): Promise<void> {
      const { key: _, ...saved } = created;
      setMade(created);
      await change((all) => [...all.filter(({ id }) => id !== saved.id), saved]);
      router.refresh();
    },
    async remove(gone: SavedKey): Promise<void> {
      if (made?.id === gone.id) setMade(null);
      await change((all) => all.filter(({ id }) => id !== gone.id));
      toast({ title: `${gone.name} revoked`, text: "It opens nothing any more.", tone: "neutral" });
      router.refresh();
    },
  };
}

async function readKeys(signal: AbortSignal): Promise<readonly SavedKey[]> {
  const answer = await fetch("/api/v1/keys", { cache: "no-store", signal });
  if (!answer.ok) throw new ReadFailure(answer.status);
  const { items }: { items: readonly SavedKey[] } = await answer.json();
  return items;
}
