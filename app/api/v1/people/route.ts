// People: listed, invited. The link is in the answer to the invitation alone.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { parseShape } from "#lib/changes/parse-shape";
import { addPerson } from "#lib/changes/people";
import { Invitation } from "#lib/person";
import { listPeople } from "#lib/queries/people";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "person:read",
  run: async () => ok(json({ items: await listPeople(), next: null })),
});

export const POST = defineRoute({
  permission: "person:write",
  body: "json",
  async run({ runtime, identity, body }) {
    const parsed = parseShape(Invitation, body);
    if (!parsed.ok) return parsed;
    const invited = await addPerson(runtime, identity, parsed.data);
    return invited.ok ? ok(json(invited.data, 201, { location: `/api/v1/people/${invited.data.id}` })) : invited;
  },
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET", "POST");
