// One request that was given up, as OTLP protobuf to download. It is content: for those who may change the destination.
import { download } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { loadDestination } from "#lib/api/load-destination";
import { otherMethods } from "#lib/api/other-methods";
import { RejectedName } from "#lib/destination/delivery";
import { fail, ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  permission: "destination:write",
  load: loadDestination,
  async run({ runtime, id, params }) {
    const name = RejectedName.safeParse(params.name);
    if (!name.success) return fail("not_found", "There is no such request");
    const body = await runtime.engine.client.rejectedRequest(id, name.data);
    return body.ok ? ok(download(body.data, "application/x-protobuf", name.data)) : body;
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
