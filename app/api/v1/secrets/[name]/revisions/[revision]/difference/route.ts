// What differs between two revisions of a named secret: by default from the one before.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { revisionNumber } from "#lib/api/load-revision";
import { loadSecret } from "#lib/api/load-secret";
import { otherMethods } from "#lib/api/other-methods";
import { readSecretDifference } from "#lib/queries/revision";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "secret:read",
  load: loadSecret,
  async run({ request, loaded: { name }, params }) {
    const asked = new URL(request.url).searchParams.get("from");
    const from = asked === null ? undefined : revisionNumber(asked);
    if (from === null) return fail("invalid", "from must be the number of a revision");
    const difference = await readSecretDifference(name, revisionNumber(params.revision) ?? 0, from);
    return difference === null
      ? fail("not_found", "This secret has no such revision, or it is not kept any more")
      : ok(json(difference));
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
