// What is told of the nodes of one Outspan beside the sum: which there are, and what of a destination lies where. Shapes only.
import * as z from "zod";
import { ReceiverStatus } from "#lib/destination/delivery";
import { State, Status } from "#lib/destination/status";

const NodeSeen = z.strictObject({
  id: z.string(),
  /** Host and port of its console. */
  name: z.string(),
  url: z.string(),
  seenAt: z.string(),
  /** Not seen for 10 s: its figures are the last it told, and in no sum. */
  away: z.boolean(),
  /** The one that answers. */
  self: z.boolean(),
  /** Exports the audit, sends notices and purges for all. */
  owner: z.boolean(),
  /** As of when its figures are; null = it told none. */
  statusAt: z.string().nullable(),
});
export type NodeSeen = z.output<typeof NodeSeen>;

/** One node's part of a destination; null = nothing for it ever came there. */
export const NodeShare = NodeSeen.extend({
  state: State.nullable(),
  ledger: Status.shape.ledger.nullable(),
  queue: Status.shape.queue.pick({ bytes: true, oldestAt: true }).nullable(),
});
export type NodeShare = z.output<typeof NodeShare>;

export const NodeReceiver = NodeSeen.extend({
  receiver: ReceiverStatus.pick({ http: true, grpc: true, accepted: true, unrouted: true, log: true }).nullable(),
});
export type NodeReceiver = z.output<typeof NodeReceiver>;

/** Summed over the nodes that are there, and what lies where: this one first. */
export const StatusOfNodes = Status.extend({ nodes: z.array(NodeShare) });
export type StatusOfNodes = z.output<typeof StatusOfNodes>;
