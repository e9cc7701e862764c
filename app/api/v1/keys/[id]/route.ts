// One key: revoked.
import { noContent } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { revokeKey } from "#lib/changes/key";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const DELETE = defineRoute({
  permission: "key:write",
  async run({ runtime, identity, id }) {
    const revoked = await revokeKey(runtime, identity, id);
    return revoked.ok ? ok(noContent()) : revoked;
  },
});

export const { GET, POST, PUT, PATCH, OPTIONS } = otherMethods("DELETE");
