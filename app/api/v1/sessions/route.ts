// Browsers that are signed in as oneself: listed, all others signed out.
import { defineAccountRoute } from "#lib/api/account-route";
import { json, noContent } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { findSession } from "#lib/auth/identity";
import { endOtherSessions } from "#lib/changes/account";
import { listOwnSessions } from "#lib/queries/account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineAccountRoute(async ({ runtime, identity, visitor }) => {
  const session = await findSession(runtime, visitor.headers);
  const items = await listOwnSessions({ id: session?.id ?? null, userId: identity.id });
  return ok(json({ items, next: null }));
});

export const DELETE = defineAccountRoute(async (asking) => {
  const ended = await endOtherSessions(asking);
  return ended.ok ? ok(noContent()) : ended;
});

export const { POST, PUT, PATCH, OPTIONS } = otherMethods("GET", "DELETE");
