// Probes unsaved values.
import * as z from "zod";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { probeAnswer } from "#lib/api/probe-answer";
import { parseShape } from "#lib/changes/parse-shape";
import { ProbeSubmission, startProbe } from "#lib/changes/probe";

export const dynamic = "force-dynamic";

/** The noun is parsed where it is used, so that a page and a program read the same words. */
const Envelope = z.strictObject({ ...ProbeSubmission.shape, destination: z.unknown() });

export const POST = defineRoute({
  permission: "probe:run",
  body: "json",
  async run({ request, isAllowed, runtime, identity, body }) {
    const parsed = parseShape(Envelope, body);
    if (!parsed.ok) return parsed;
    const started = await startProbe(runtime, identity, parsed.data, "/destination", request.signal);
    return started.ok ? probeAnswer({ request, isAllowed }, runtime, started.data.id) : started;
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
