// Keys: listed, made. A key itself is in the answer to its making alone.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { createKey } from "#lib/changes/key";
import { listKeys } from "#lib/queries/key";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "key:read",
  run: async () => ok(json({ items: await listKeys(), next: null })),
});

export const POST = defineRoute({
  permission: "key:write",
  body: "json",
  async run({ runtime, identity, body }) {
    const created = await createKey(runtime, identity, body);
    return created.ok ? ok(json(created.data, 201)) : created;
  },
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
