// Brings a revision back as a new one; and what that would change.
import { destinationAnswer, json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadRevision } from "#lib/api/load-revision";
import { otherMethods } from "#lib/api/other-methods";
import { readMatch } from "#lib/api/precondition";
import { planRestoration, restoreDestination } from "#lib/changes/restore";
import { messageOf } from "#lib/changes/revision-message";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadRevision,
  async run({ runtime, id, loaded }) {
    const plan = await planRestoration(runtime, id, loaded.revision);
    return plan.ok ? ok(json(plan.data)) : plan;
  },
});

export const POST = defineRoute({
  permission: "destination:write",
  load: loadRevision,
  body: "json",
  async run({ request, runtime, identity, id, loaded, body }) {
    const message = messageOf(request);
    if (!message.ok) return message;
    const target = { id, revision: readMatch(request), from: loaded.revision };
    const restored = await restoreDestination(runtime, identity, target, body ?? {}, message.data);
    return restored.ok ? ok(destinationAnswer(restored.data)) : restored;
  },
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
