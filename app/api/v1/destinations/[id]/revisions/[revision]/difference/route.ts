// What differs between two revisions: by default from the one before.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadRevision, revisionNumber } from "#lib/api/load-revision";
import { otherMethods } from "#lib/api/other-methods";
import { readDifference } from "#lib/queries/revision";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadRevision,
  async run({ request, id, loaded }) {
    const asked = new URL(request.url).searchParams.get("from");
    const from = asked === null ? undefined : revisionNumber(asked);
    if (from === null) return fail("invalid", "from must be the number of a revision");
    const difference = await readDifference(id, loaded.revision, from);
    return difference === null
      ? fail("not_found", `This destination has no revision ${from}, or it is not kept any more`)
      : ok(json(difference));
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
