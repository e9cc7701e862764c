// The frame of a call about one's own account: a person asks, from a browser; a key is told why not before anything of the body.

import type * as z from "zod";
import { defineRoute } from "#lib/api/define-route";
import { type Asking, onlyPeople } from "#lib/changes/account";
import { parseShape } from "#lib/changes/parse-shape";
import type { Result } from "#lib/result";

type Asked = Asking & { id: string };

export function defineAccountRoute(run: (asking: Asked) => Promise<Result<Response>>) {
  return defineRoute({
    permission: "account:write",
    load: async ({ identity }) => onlyPeople(identity),
    run: ({ request, runtime, identity, id }) => run({ runtime, identity, visitor: visitorOf(request), id }),
  });
}

export function defineAccountChange<Input>(
  input: z.ZodType<Input>,
  run: (asking: Asked, submission: Input) => Promise<Result<Response>>,
) {
  return defineRoute({
    permission: "account:write",
    load: async ({ identity }) => onlyPeople(identity),
    body: "json",
    async run({ request, runtime, identity, id, body }) {
      const parsed = parseShape(input, body);
      return parsed.ok ? run({ runtime, identity, visitor: visitorOf(request), id }, parsed.data) : parsed;
    },
  });
}

function visitorOf({ headers }: Request): Asking["visitor"] {
  return { headers, address: headers.get("x-outspan-client") };
}
