// The stream of a probe that a page started. Only for who started it; to everybody else it does not exist.
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { probeLines } from "#lib/api/probe-answer";
import { fail } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "probe:run",
  async run({ request, isAllowed, runtime, identity, id }) {
    if (!runtime.probes.isOwner(id, identity)) return fail("not_found", "There is no such probe");
    return probeLines({ request, isAllowed }, runtime, id);
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
