"use server";
// What a page may do to a destination's delivery. Every export is a public POST endpoint: one line each around a change.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import * as change from "#lib/changes/delivery";

const Named = z.strictObject({ id: z.string().max(64) });

export const pauseDestination = defineAction(
  { name: "destination.pause", permission: "destination:write", input: Named },
  async ({ id }, { identity, runtime }) => change.pauseDestination(runtime, identity, id),
);

export const resumeDestination = defineAction(
  { name: "destination.resume", permission: "destination:write", input: Named },
  async ({ id }, { identity, runtime }) => change.resumeDestination(runtime, identity, id),
);

export const retryDestination = defineAction(
  { name: "destination.retry", permission: "destination:write", input: Named },
  async ({ id }, { identity, runtime }) => change.retryDestination(runtime, identity, id),
);

/** Says how many items were given up. */
export const discardQueue = defineAction(
  { name: "destination.discard", permission: "destination:write", input: Named },
  async ({ id }, { identity, runtime }) => change.discardQueue(runtime, identity, id),
);
