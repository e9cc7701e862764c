// Holds what is received for a destination, and what waits for it.
import { defineDeliveryRoute } from "#lib/api/delivery-route";
import { otherMethods } from "#lib/api/other-methods";
import { pauseDestination } from "#lib/changes/delivery";

export const dynamic = "force-dynamic";

export const POST = defineDeliveryRoute(pauseDestination);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
