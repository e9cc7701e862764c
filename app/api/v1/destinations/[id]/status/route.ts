// How one destination is doing.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadDestination,
  run: async ({ loaded }) => ok(json(loaded.status)),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
