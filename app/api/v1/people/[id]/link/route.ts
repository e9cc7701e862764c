// A new link for one person: of their invitation, or to a new password. Told once.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { makeLink, readPerson } from "#lib/changes/people";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "person:write",
  load: ({ runtime, id }) => readPerson(runtime, id),
  async run({ runtime, identity, id }) {
    const made = await makeLink(runtime, identity, id);
    return made.ok ? ok(json(made.data, 201)) : made;
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
