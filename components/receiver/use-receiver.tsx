"use client";
// The receiver's status, asked again every 2 s while the tab is seen.
import { useQuery } from "@tanstack/react-query";
import { readAllStatus } from "#components/health/read";
import type { ReceiverStatus } from "#lib/destination/delivery";

export function useReceiverStatus(given: ReceiverStatus | null) {
  const { data, isError, dataUpdatedAt } = useQuery({
    queryKey: ["receiver"],
    queryFn: async ({ signal }) => (await readAllStatus(signal)).receiver,
    refetchInterval: 2000,
    ...(given === null ? {} : { initialData: given }),
  });
  return { receiver: data ?? null, staleSince: isError ? new Date(dataUpdatedAt).toISOString() : null };
}
