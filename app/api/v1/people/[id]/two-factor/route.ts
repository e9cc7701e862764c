// The second factor of somebody who lost it: turned off by an admin.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { readPerson, resetTwoFactor } from "#lib/changes/people";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const DELETE = defineRoute({
  permission: "person:write",
  load: ({ runtime, id }) => readPerson(runtime, id),
  async run({ runtime, identity, id }) {
    const reset = await resetTwoFactor(runtime, identity, id);
    return reset.ok ? ok(json(reset.data)) : reset;
  },
});

export const { GET, POST, PUT, PATCH, OPTIONS } = otherMethods("DELETE");
