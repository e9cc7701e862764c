// The settings of the instance: read, replaced.
import { settingsAnswer } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { requireMatch } from "#lib/api/precondition";
import { withoutReadOnly } from "#lib/api/submission";
import { messageOf } from "#lib/changes/revision-message";
import { saveSettings } from "#lib/changes/settings";
import { readSavedSettings } from "#lib/queries/settings";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "settings:read",
  run: async () => ok(settingsAnswer(await readSavedSettings())),
});

export const PUT = defineRoute({
  permission: "settings:write",
  precondition: requireMatch,
  body: "json",
  async run({ request, runtime, identity, match, body }) {
    const message = messageOf(request);
    if (!message.ok) return message;
    const saved = await saveSettings(runtime, identity, match, withoutReadOnly(body), message.data);
    return saved.ok ? ok(settingsAnswer(saved.data)) : saved;
  },
});

export const { POST, PATCH, DELETE, OPTIONS } = otherMethods("GET", "PUT");
