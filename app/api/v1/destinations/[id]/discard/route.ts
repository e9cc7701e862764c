// Gives up what waits for a destination.
import { defineDeliveryRoute } from "#lib/api/delivery-route";
import { otherMethods } from "#lib/api/other-methods";
import { discardQueue } from "#lib/changes/delivery";

export const dynamic = "force-dynamic";

export const POST = defineDeliveryRoute(discardQueue);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
