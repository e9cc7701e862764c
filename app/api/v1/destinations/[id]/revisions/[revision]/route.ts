// One revision, with the destination as it was written.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadRevision } from "#lib/api/load-revision";
import { otherMethods } from "#lib/api/other-methods";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadRevision,
  run: async ({ loaded }) => ok(json(loaded)),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
