// One browser that is signed in as oneself: signed out.
import { defineAccountRoute } from "#lib/api/account-route";
import { noContent } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { endSession } from "#lib/changes/account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const DELETE = defineAccountRoute(async (asking) => {
  const ended = await endSession(asking, asking.id);
  return ended.ok ? ok(noContent()) : ended;
});

export const { GET, POST, PUT, PATCH, OPTIONS } = otherMethods("DELETE");
