// How every destination is doing.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { listDestinations } from "#lib/queries/destination";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  async run() {
    const listed = await listDestinations();
    const items = listed.map(({ destination, status }) => ({ id: destination.id, name: destination.name, ...status }));
    return ok(json({ items, next: null }));
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
