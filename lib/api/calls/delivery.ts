// Calls about how delivery is doing and what may be done to it.
import * as z from "zod";
import type { Call } from "#lib/api/call";
import { listOf } from "#lib/api/call";
import { DeliveryAttempt, DeliveryHistory, ReceiverStatus, RejectedRequest } from "#lib/destination/delivery";
import { NodeReceiver, StatusOfNodes } from "#lib/destination/node";
import { Status } from "#lib/destination/status";

export const deliverySchemas = {
  Status: StatusOfNodes,
  StatusList: z.strictObject({
    items: z.array(z.strictObject({ id: z.string(), name: z.string(), ...Status.shape })),
    receiver: ReceiverStatus,
    nodes: z.array(NodeReceiver),
  }),
  DeliveryAttemptList: listOf(DeliveryAttempt),
  DeliveryHistory,
  RejectedRequestList: listOf(RejectedRequest),
};

const deliveryVerbs = {
  pause: "Hold what is received for it, and what waits",
  resume: "Send on after a pause",
  retry: "Try now what waits",
  discard: "Give up what waits",
};

export const deliveryCalls: Call<keyof typeof deliverySchemas>[] = [
  {
    method: "get",
    path: "/destinations/{id}/status",
    summary: "How it is doing: every item acknowledged before on this node, on other nodes up to 2 s before",
    status: 200,
    answer: "Status",
    errors: [404, 503],
  },
  ...(["pause", "resume", "retry", "discard"] as const).map(
    (verb): Call<"Status"> => ({
      method: "post",
      path: `/destinations/{id}/${verb}`,
      actions: [`destination.${verb}`],
      summary: deliveryVerbs[verb],
      status: 200,
      answer: "Status",
      errors: [404, 503],
    }),
  ),
  {
    method: "get",
    path: "/destinations/{id}/attempts",
    summary: "The latest tries of this node to deliver, newest first",
    query: { limit: { type: "integer", minimum: 1, maximum: 500, default: 50 } },
    status: 200,
    answer: "DeliveryAttemptList",
    errors: [404, 422, 503],
  },
  {
    method: "get",
    path: "/destinations/{id}/history",
    summary: "Received, delivered, lost and queued items of this node over the last hour and day",
    status: 200,
    answer: "DeliveryHistory",
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/destinations/{id}/rejected",
    summary: "Requests that this node gave up, newest first: up to 20, for 7 days",
    status: 200,
    answer: "RejectedRequestList",
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/destinations/{id}/rejected/{name}",
    summary: "One of them, the first MiB of it",
    status: 200,
    bytes: "application/x-protobuf",
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/status",
    summary: "How all of them are doing, summed over the nodes that are there; other nodes' figures are up to 2 s old",
    status: 200,
    answer: "StatusList",
    errors: [503],
  },
];
