// What is known of one backend.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { chosenPreset } from "#lib/preset/listed";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  async run({ id }) {
    const chosen = chosenPreset(id);
    return chosen === null ? fail("not_found", "There is no such preset") : ok(json(chosen));
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
