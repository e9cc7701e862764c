// All destinations; a new one.
import { destinationCreated, json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { createDestination } from "#lib/changes/destination";
import { messageOf } from "#lib/changes/revision-message";
import { listSavedDestinations } from "#lib/queries/destination";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  async run() {
    return ok(json({ items: await listSavedDestinations(), next: null }));
  },
});

export const POST = defineRoute({
  permission: "destination:write",
  body: "json",
  async run({ request, runtime, identity, body }) {
    const message = messageOf(request);
    if (!message.ok) return message;
    const created = await createDestination(runtime, identity, body, message.data);
    return created.ok ? ok(destinationCreated(created.data)) : created;
  },
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
