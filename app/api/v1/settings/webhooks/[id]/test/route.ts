// Sends a test message to a saved webhook. What its receiver says is the answer, also when it refuses.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { testWebhook } from "#lib/changes/settings";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "settings:write",
  async run({ runtime, identity, id }) {
    const tested = await testWebhook(runtime, identity, id);
    return tested.ok ? ok(json(tested.data)) : tested;
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
