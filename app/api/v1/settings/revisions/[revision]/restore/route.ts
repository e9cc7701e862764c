// Brings a revision of the settings back as a new one; and what that would change.
import { json, settingsAnswer } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadSettingsRevision } from "#lib/api/load-revision";
import { otherMethods } from "#lib/api/other-methods";
import { readMatch } from "#lib/api/precondition";
import { messageOf } from "#lib/changes/revision-message";
import { planSettingsRestoration, restoreSettings } from "#lib/changes/settings-restore";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "settings:read",
  load: loadSettingsRevision,
  async run({ runtime, loaded }) {
    const plan = await planSettingsRestoration(runtime, loaded);
    return plan.ok ? ok(json(plan.data)) : plan;
  },
});

export const POST = defineRoute({
  permission: "settings:write",
  load: loadSettingsRevision,
  body: "json",
  async run({ request, runtime, identity, loaded, body }) {
    const message = messageOf(request);
    if (!message.ok) return message;
    const target = { revision: readMatch(request), from: loaded };
    const restored = await restoreSettings(runtime, identity, target, body ?? {}, message.data);
    return restored.ok ? ok(settingsAnswer(restored.data)) : restored;
  },
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
