// What the console hands the engine of the one node that sends notices for all: to whom, how the other nodes are doing, and where
// the one before it stopped. Shapes only.
import * as z from "zod";
import { SavedIncidents } from "#lib/engine/notice/incidents";
import { Pending } from "#lib/engine/notice/outbox";
import { IdentifiedStatus, Webhook } from "#lib/engine/protocol";

export const SavedNotices = z.strictObject({ incidents: SavedIncidents, pending: z.array(Pending) });
export type SavedNotices = z.output<typeof SavedNotices>;

export const NoticeDuty = z.strictObject({
  webhooks: z.array(Webhook),
  /** By the clock of the machine that both run on: then another node may have it. */
  untilMs: z.number(),
  /** Of other nodes, away or not, what waits or fails there; one a node and destination. */
  elsewhere: z.array(IdentifiedStatus),
  /** Taken over by an engine that had no such duty a moment ago; null = nobody had it before. */
  saved: SavedNotices.nullable(),
});
export type NoticeDuty = z.output<typeof NoticeDuty>;
