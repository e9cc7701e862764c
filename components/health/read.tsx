// What the pages read of health over the API.
import type { DeliveryAttempt, DeliveryHistory, ReceiverStatus, RejectedRequest } from "#lib/destination/delivery";
import type { StatusOfNodes } from "#lib/destination/node";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";

type ListedStatus = { id: string; name: string } & Status;
export type AllStatus = { items: ListedStatus[]; receiver: ReceiverStatus };

/** Why a read gave nothing: the engine is away (503), this is gone (404), nobody is signed in (401), or nobody answered. */
export class ReadFailure extends Error {
  readonly status: number | null;
  constructor(status: number | null) {
    super(`answered ${status ?? "nothing"}`);
    this.status = status;
  }
}

async function readJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = await fetch(`/api/v1${path}`, { cache: "no-store", signal });
  if (!answer.ok) throw new ReadFailure(answer.status);
  return answer.json();
}

const one = (id: string) => `/destinations/${encodeURIComponent(id)}`;

export const readDestinations = async (signal: AbortSignal) =>
  (await readJson<{ items: SavedDestination[] }>("/destinations", signal)).items;
export const readAllStatus = (signal: AbortSignal) => readJson<AllStatus>("/status", signal);
export const readStatus = (id: string, signal: AbortSignal) => readJson<StatusOfNodes>(`${one(id)}/status`, signal);
export const readHistory = (id: string, signal: AbortSignal) => readJson<DeliveryHistory>(`${one(id)}/history`, signal);
export const readAttempts = async (id: string, signal: AbortSignal) =>
  (await readJson<{ items: DeliveryAttempt[] }>(`${one(id)}/attempts?limit=200`, signal)).items;
export const readRejected = async (id: string, signal: AbortSignal) =>
  (await readJson<{ items: RejectedRequest[] }>(`${one(id)}/rejected`, signal)).items;

export const rejectedUrl = (id: string, name: string) => `/api/v1${one(id)}/rejected/${name}`;
