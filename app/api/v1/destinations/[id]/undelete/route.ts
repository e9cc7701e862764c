// Brings a deleted destination back, within 10 minutes.
import { destinationAnswer } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { undeleteDestination } from "#lib/changes/destination";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "destination:write",
  async run({ runtime, identity, id }) {
    const restored = await undeleteDestination(runtime, identity, id);
    return restored.ok ? ok(destinationAnswer(restored.data)) : restored;
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
