// The revisions of a named secret, newest first, each with what it changed: keys, origins, expiry, never a value.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadSecret } from "#lib/api/load-secret";
import { otherMethods } from "#lib/api/other-methods";
import { listSecretRevisions } from "#lib/queries/revision";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "secret:read",
  load: loadSecret,
  run: async ({ loaded: { name } }) => ok(json({ items: await listSecretRevisions(name), next: null })),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
