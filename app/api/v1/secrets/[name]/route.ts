// One named secret: read, replaced, deleted.
import { noContent, secretAnswer } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadSecret } from "#lib/api/load-secret";
import { otherMethods } from "#lib/api/other-methods";
import { readMatch, requireMatch } from "#lib/api/precondition";
import { withoutReadOnly } from "#lib/api/submission";
import { messageOf } from "#lib/changes/revision-message";
import { deleteSecret, saveSecret } from "#lib/changes/secret";
import { readOnlySecretKeys } from "#lib/destination/named-secret";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "secret:read",
  load: loadSecret,
  run: async ({ loaded }) => ok(secretAnswer(loaded)),
});

export const PUT = defineRoute({
  permission: "secret:write",
  load: loadSecret,
  precondition: requireMatch,
  body: "json",
  async run({ request, runtime, identity, loaded: { name }, match, body }) {
    const message = messageOf(request);
    if (!message.ok) return message;
    const submitted = withoutReadOnly(body, readOnlySecretKeys);
    const saved = await saveSecret(runtime, identity, { name, revision: match }, submitted, message.data);
    return saved.ok ? ok(secretAnswer(saved.data)) : saved;
  },
});

export const DELETE = defineRoute({
  permission: "secret:write",
  load: loadSecret,
  async run({ request, runtime, identity, loaded: { name } }) {
    const deleted = await deleteSecret(runtime, identity, { name, revision: readMatch(request) });
    return deleted.ok ? ok(noContent()) : deleted;
  },
});

export const { POST, PATCH, OPTIONS } = otherMethods("GET", "PUT", "DELETE");
