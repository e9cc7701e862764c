// The revisions of a destination, newest first, as many as are kept.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { listDestinationRevisions } from "#lib/queries/revision";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadDestination,
  run: async ({ id }) => ok(json({ items: await listDestinationRevisions(id), next: null })),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
