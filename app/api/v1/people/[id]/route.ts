// One person: read, changed, deactivated; an invitation is withdrawn.
import { json, noContent } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { otherMethods } from "#lib/api/other-methods";
import { actorOf } from "#lib/auth/identity";
import { parseShape } from "#lib/changes/parse-shape";
import { changePerson, readPerson, removePerson } from "#lib/changes/people";
import { PersonChange } from "#lib/person";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "person:read",
  load: ({ runtime, id }) => readPerson(runtime, id),
  run: async ({ loaded }) => ok(json(loaded)),
});

export const PATCH = defineRoute({
  permission: "person:write",
  load: ({ runtime, id }) => readPerson(runtime, id),
  body: "json",
  async run({ runtime, identity, id, body }) {
    const parsed = parseShape(PersonChange, body);
    if (!parsed.ok) return parsed;
    const changed = await changePerson(runtime, identity, id, parsed.data);
    return changed.ok ? ok(json(changed.data)) : changed;
  },
});

export const DELETE = defineRoute({
  permission: "person:write",
  load: ({ runtime, id }) => readPerson(runtime, id),
  async run({ runtime, identity, id }) {
    const removed = await removePerson(runtime, actorOf(identity), id);
    return removed.ok ? ok(noContent()) : removed;
  },
});

export const { POST, PUT, OPTIONS } = otherMethods("GET", "PATCH", "DELETE");
