// An address of the API that does not exist answers like the API, not like a page.
import { definePublicRoute } from "#lib/api/define-route";
import { fail } from "#lib/result";

const nowhere = definePublicRoute(async () => fail("not_found", "There is no such call: see /api/v1/openapi.json"));

export const GET = nowhere;
export const POST = nowhere;
export const PUT = nowhere;
export const PATCH = nowhere;
export const DELETE = nowhere;
