// How much was delivered to a destination, and how old its queue was, over the last hour and day: the columns of its charts.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadDestination,
  async run({ runtime, id }) {
    const history = await runtime.engine.client.history(id);
    return history.ok ? ok(json(history.data)) : history;
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
