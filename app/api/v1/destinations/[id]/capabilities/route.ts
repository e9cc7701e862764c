// Tries what the endpoint of a saved destination accepts: rows as they end, the summary last, a line each (NDJSON). A client that leaves
// cancels it.
import { defineRoute } from "#lib/api/define-route";
import { linesAnswer } from "#lib/api/lines-answer";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { tryCapabilities } from "#lib/changes/capability";
import { parseShape } from "#lib/changes/parse-shape";
import { CapabilitySubmission } from "#lib/destination/capability";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "probe:run",
  load: loadDestination,
  body: "json",
  async run({ request, isAllowed, runtime, identity, id, body }) {
    const parsed = parseShape(CapabilitySubmission, body ?? {});
    if (!parsed.ok) return parsed;
    return linesAnswer({ request, isAllowed }, (abort) => tryCapabilities(runtime, identity, id, parsed.data, abort));
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
