// Where the OpenID Connect provider sends the browser back to. The one route of a sign-in that is not an action.
import { defineArrival } from "#lib/api/define-arrival";
import { otherMethods } from "#lib/api/other-methods";
import { arriveFromOidc } from "#lib/changes/oidc";

export const dynamic = "force-dynamic";

export const GET = defineArrival(arriveFromOidc);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
