// Probes a saved destination, as it is saved.
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { probeAnswer } from "#lib/api/probe-answer";
import { parseShape } from "#lib/changes/parse-shape";
import { SavedProbeSubmission, startSavedProbe } from "#lib/changes/probe";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "probe:run",
  load: loadDestination,
  body: "json",
  async run({ request, isAllowed, runtime, identity, id, body }) {
    const parsed = parseShape(SavedProbeSubmission, body ?? {});
    if (!parsed.ok) return parsed;
    const started = await startSavedProbe(runtime, identity, id, parsed.data, request.signal);
    return started.ok ? probeAnswer({ request, isAllowed }, runtime, started.data.id) : started;
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
