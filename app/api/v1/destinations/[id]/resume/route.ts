// Sends on after a pause.
import { defineDeliveryRoute } from "#lib/api/delivery-route";
import { otherMethods } from "#lib/api/other-methods";
import { resumeDestination } from "#lib/changes/delivery";

export const dynamic = "force-dynamic";

export const POST = defineDeliveryRoute(resumeDestination);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
