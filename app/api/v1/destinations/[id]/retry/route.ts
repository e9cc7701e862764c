// Tries now what waits for a destination.
import { defineDeliveryRoute } from "#lib/api/delivery-route";
import { otherMethods } from "#lib/api/other-methods";
import { retryDestination } from "#lib/changes/delivery";

export const dynamic = "force-dynamic";

export const POST = defineDeliveryRoute(retryDestination);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
