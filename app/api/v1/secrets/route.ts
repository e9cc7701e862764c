// All named secrets; a new one.
import { json, secretCreated } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { messageOf } from "#lib/changes/revision-message";
import { createSecret } from "#lib/changes/secret";
import { listSecrets } from "#lib/queries/secret";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "secret:read",
  async run() {
    return ok(json({ items: await listSecrets(), next: null }));
  },
});

export const POST = defineRoute({
  permission: "secret:write",
  body: "json",
  async run({ request, runtime, identity, body }) {
    const message = messageOf(request);
    if (!message.ok) return message;
    const created = await createSecret(runtime, identity, body, message.data);
    return created.ok ? ok(secretCreated(created.data)) : created;
  },
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
