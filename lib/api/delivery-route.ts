// The frame of what is done to a destination's delivery: found, done, answered with its status.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import type { Identity } from "#lib/auth/identity";
import { readStatus } from "#lib/queries/destination";
import { ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

type Change = (runtime: Runtime, identity: Identity, id: string) => Promise<Result<unknown>>;

/** 503 where the engine does not answer: a pause is stored then all the same, and asking again does no harm. */
export function defineDeliveryRoute(change: Change) {
  return defineRoute({
    permission: "destination:write",
    load: loadDestination,
    async run({ runtime, identity, id }) {
      const done = await change(runtime, identity, id);
      if (!done.ok) return done;
      const status = await readStatus(id);
      return status.ok ? ok(json(status.data)) : status;
    },
  });
}
