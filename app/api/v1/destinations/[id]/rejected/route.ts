// The requests to a destination that were given up and are kept for a while, newest first, without their content.
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
    const items = await runtime.engine.client.rejected(id);
    return items.ok ? ok(json({ items: items.data, next: null })) : items;
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
