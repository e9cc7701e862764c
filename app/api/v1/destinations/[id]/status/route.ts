// How one destination is doing.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { readStatus } from "#lib/queries/destination";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadDestination,
  async run({ id }) {
    const status = await readStatus(id);
    return status.ok ? ok(json(status.data)) : status;
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
