// The revisions of the settings, newest first, each with what it changed.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { listSettingsRevisions } from "#lib/queries/revision";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "settings:read",
  run: async () => ok(json({ items: await listSettingsRevisions(), next: null })),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
