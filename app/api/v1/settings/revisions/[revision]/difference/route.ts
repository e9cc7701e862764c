// What differs between two revisions of the settings: by default from the one before.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadSettingsRevision, revisionNumber } from "#lib/api/load-revision";
import { otherMethods } from "#lib/api/other-methods";
import { readSettingsDifference } from "#lib/queries/revision";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "settings:read",
  load: loadSettingsRevision,
  async run({ request, loaded }) {
    const asked = new URL(request.url).searchParams.get("from");
    const from = asked === null ? undefined : revisionNumber(asked);
    if (from === null) return fail("invalid", "from must be the number of a revision");
    const difference = await readSettingsDifference(loaded, from);
    return difference === null
      ? fail("not_found", `The settings have no revision ${from}, or it is not kept any more`)
      : ok(json(difference));
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
