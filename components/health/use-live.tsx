"use client";
// What the Health page asks again and again while the tab is seen. The last answer stays, with its age, when there is no next.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { StatusOfNodes } from "#lib/destination/node";
import { ReadFailure, readAllStatus, readAttempts, readHistory, readRejected, readStatus } from "./read";

const statusMs = 1000;
const attemptsMs = 1500;
const historyMs = 5000;
const rejectedMs = 5000;

export type Live = {
  status: StatusOfNodes | null;
  /** The last answer is of then, because nothing answers now. */
  staleSince: number | null;
  isGone: boolean;
  readAgain: () => void;
};

export function useLiveStatus(id: string, given: StatusOfNodes | null): Live {
  const client = useQueryClient();
  const queryKey = ["status", id];
  const { data, error, dataUpdatedAt } = useQuery({
    queryKey,
    queryFn: ({ signal }) => readStatus(id, signal),
    refetchInterval: statusMs,
    ...(given === null ? {} : { initialData: given }),
  });
  const [failedAt, setFailedAt] = useState<number | null>(null);
  const isFailing = error !== null;
  useEffect(() => {
    setFailedAt(isFailing ? Date.now() : null);
  }, [isFailing]);
  return {
    status: data ?? null,
    staleSince: isFailing && failedAt !== null ? dataUpdatedAt || failedAt : null,
    isGone: error instanceof ReadFailure && error.status === 404,
    readAgain: () => void client.invalidateQueries({ queryKey }),
  };
}

export function useAttempts(id: string) {
  return useQuery({
    queryKey: ["attempts", id],
    queryFn: ({ signal }) => readAttempts(id, signal),
    refetchInterval: attemptsMs,
  });
}

export function useHistory(id: string) {
  return useQuery({
    queryKey: ["history", id],
    queryFn: ({ signal }) => readHistory(id, signal),
    refetchInterval: historyMs,
  });
}

export function useRejected(id: string, isOn: boolean) {
  return useQuery({
    queryKey: ["rejected", id],
    queryFn: ({ signal }) => readRejected(id, signal),
    refetchInterval: rejectedMs,
    enabled: isOn,
  }).data;
}

/** Where telemetry may be sent to; asked only while somebody has to know. */
export function useReceiver(isOn: boolean) {
  return useQuery({
    queryKey: ["receiver"],
    queryFn: async ({ signal }) => (await readAllStatus(signal)).receiver,
    refetchInterval: 10_000,
    enabled: isOn,
  }).data;
}
