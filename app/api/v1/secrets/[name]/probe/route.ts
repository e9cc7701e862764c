// Tests every destination that uses a secret with values that are not saved: a line each as it ends (NDJSON), or a list at the end. A
// client that leaves cancels it.
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { linesAnswer } from "#lib/api/lines-answer";
import { loadSecret } from "#lib/api/load-secret";
import { otherMethods } from "#lib/api/other-methods";
import { wantsLines } from "#lib/api/probe-answer";
import { whileAllowed } from "#lib/api/while-allowed";
import { parseShape } from "#lib/changes/parse-shape";
import { probeSecret } from "#lib/changes/secret-probe";
import { type SecretProbed, SecretProbeSubmission } from "#lib/destination/named-secret";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  permission: "probe:run",
  load: loadSecret,
  body: "json",
  async run({ request, isAllowed, runtime, identity, loaded: { name }, body }) {
    const parsed = parseShape(SecretProbeSubmission, body ?? {});
    if (!parsed.ok) return parsed;
    const open = (abort: AbortSignal) => probeSecret(runtime, identity, name, parsed.data, abort);
    const asked = { request, isAllowed };
    if (wantsLines(request)) return linesAnswer(asked, open);
    return whileAllowed(asked, async (abort) => {
      const probed = await open(abort);
      if (!probed.ok) return probed;
      const items: SecretProbed[] = [];
      for await (const one of probed.data) items.push(one);
      return ok(json({ items, next: null }));
    });
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
