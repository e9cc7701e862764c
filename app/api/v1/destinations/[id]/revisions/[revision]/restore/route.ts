// Brings a revision back as a new one; and what that would change.
import { json, restoredAnswer } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadRevision } from "#lib/api/load-revision";
import { otherMethods } from "#lib/api/other-methods";
import { readMatch } from "#lib/api/precondition";
import { startProbeAfterSave } from "#lib/changes/probe";
import { planRestoration, restoreDestination } from "#lib/changes/restore";
import { messageOf } from "#lib/changes/revision-message";
import { fail, ok } from "#lib/result";

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
    const test = new URL(request.url).searchParams.get("test") ?? "false";
    if (test !== "true" && test !== "false") return fail("invalid", "test must be true or false");
    const target = { id, revision: readMatch(request), from: loaded.revision };
    const restored = await restoreDestination(runtime, identity, target, body ?? {}, message.data);
    if (!restored.ok) return restored;
    const probe = test === "true" ? await startProbeAfterSave(runtime, identity, id) : null;
    return ok(restoredAnswer(restored.data, probe));
  },
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
