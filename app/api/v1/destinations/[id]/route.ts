// One destination: read, replaced, switched, deleted.
import { destinationAnswer, noContent } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { readMatch, requireMatch } from "#lib/api/precondition";
import { Switch, withoutReadOnly } from "#lib/api/submission";
import { deleteDestination, saveDestination, switchDestination } from "#lib/changes/destination";
import { parseShape } from "#lib/changes/parse-shape";
import { messageOf } from "#lib/changes/revision-message";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:read",
  load: loadDestination,
  run: async ({ loaded }) => ok(destinationAnswer(loaded)),
});

export const PUT = defineRoute({
  permission: "destination:write",
  load: loadDestination,
  precondition: requireMatch,
  body: "json",
  async run({ request, runtime, identity, id, match, body }) {
    const message = messageOf(request);
    if (!message.ok) return message;
    const target = { id, revision: match };
    const saved = await saveDestination(runtime, identity, target, withoutReadOnly(body), message.data);
    return saved.ok ? ok(destinationAnswer(saved.data)) : saved;
  },
});

export const PATCH = defineRoute({
  permission: "destination:write",
  load: loadDestination,
  body: "json",
  async run({ request, runtime, identity, id, body }) {
    const parsed = parseShape(Switch, body);
    if (!parsed.ok) return parsed;
    const message = messageOf(request);
    if (!message.ok) return message;
    const target = { id, revision: readMatch(request) };
    const switched = await switchDestination(runtime, identity, target, parsed.data.enabled, message.data);
    return switched.ok ? ok(destinationAnswer(switched.data)) : switched;
  },
});

export const DELETE = defineRoute({
  permission: "destination:write",
  load: loadDestination,
  async run({ request, runtime, identity, id }) {
    const deleted = await deleteDestination(runtime, identity, { id, revision: readMatch(request) });
    return deleted.ok ? ok(noContent()) : deleted;
  },
});

export const { POST, OPTIONS } = otherMethods("GET", "PUT", "PATCH", "DELETE");
