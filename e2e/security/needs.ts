// What each door of the product asks for: a second opinion beside the code, written by hand. A door that stands in no table here is
// a hole, so that a new one cannot be forgotten.
import type { Permission } from "#lib/auth/permissions";

/** `account`: everybody who is signed in, about their own account. */
export type Need = Permission | "public" | "account";

/** By method and path as in openapi.json. */
export const routeNeeds: Record<string, Need> = {
  "get /health": "public",
  "get /health/live": "public",
  "get /openapi.json": "public",
  "post /probe": "probe:run",
  "get /probes/{id}": "probe:run",
  "get /destinations": "destination:read",
  "post /destinations": "destination:write",
  "get /destinations/{id}": "destination:read",
  "put /destinations/{id}": "destination:write",
  "patch /destinations/{id}": "destination:write",
  "delete /destinations/{id}": "destination:write",
  "post /destinations/{id}/undelete": "destination:write",
  "post /destinations/{id}/probe": "probe:run",
  "post /destinations/{id}/capabilities": "probe:run",
  "post /destinations/{id}/pause": "destination:write",
  "post /destinations/{id}/resume": "destination:write",
  "post /destinations/{id}/retry": "destination:write",
  "post /destinations/{id}/discard": "destination:write",
  "get /destinations/{id}/status": "destination:read",
  "get /destinations/{id}/attempts": "destination:read",
  "get /destinations/{id}/history": "destination:read",
  "get /destinations/{id}/rejected": "destination:read",
  // What applications sent: their telemetry.
  "get /destinations/{id}/rejected/{name}": "destination:write",
  "get /status": "destination:read",
  "get /presets": "destination:read",
  "get /presets/{id}": "destination:read",
  "get /settings": "settings:read",
  "put /settings": "settings:write",
  "post /settings/webhooks/{id}/test": "settings:write",
  "get /secrets": "secret:read",
  "post /secrets": "secret:write",
  "get /secrets/{name}": "secret:read",
  "put /secrets/{name}": "secret:write",
  "delete /secrets/{name}": "secret:write",
  "post /secrets/{name}/probe": "probe:run",
  "get /keys": "key:read",
  "post /keys": "key:write",
  "delete /keys/{id}": "key:write",
  "get /audit": "audit:read",
};

/** By the action's name. */
export const actionNeeds: Record<string, Need> = {
  "account.continue-with-oidc": "public",
  "account.set-up": "public",
  "account.sign-in": "public",
  "account.sign-out": "public",
  "account.set-password": "public",
  "account.continue-with-oidc": "public",
  "account.password": "account",
  "account.end_session": "account",
  "account.end_other_sessions": "account",
  "account.begin_two_factor": "account",
  "account.confirm_two_factor": "account",
  "account.end_two_factor": "account",
  "account.recovery_codes": "account",
  "person.invite": "person:write",
  "person.change": "person:write",
  "person.remove": "person:write",
  "person.link": "person:write",
  "person.reset_two_factor": "person:write",
  "key.create": "key:write",
  "key.revoke": "key:write",
  "secret.create": "secret:write",
  "secret.save": "secret:write",
  "secret.delete": "secret:write",
  "destination.save": "destination:write",
  "destination.test": "probe:run",
  "destination.switch": "destination:write",
  "destination.delete": "destination:write",
  "destination.undelete": "destination:write",
  "destination.pause": "destination:write",
  "destination.resume": "destination:write",
  "destination.retry": "destination:write",
  "destination.discard": "destination:write",
  "settings.audit": "settings:write",
  "settings.names": "settings:write",
  "settings.webhooks": "settings:write",
  "settings.webhook_test": "settings:write",
};

/** By the page's template. */
export const pageNeeds: Record<string, Need> = {
  "/": "public",
  "/login": "public",
  "/setup": "public",
  "/destinations": "destination:read",
  "/destinations/new": "destination:read",
  "/destinations/[id]": "destination:read",
  "/destinations/[id]/settings": "destination:read",
  "/settings": "account",
  "/settings/people": "person:read",
  "/settings/keys": "key:read",
  "/settings/secrets": "secret:read",
  "/audit": "audit:read",
  "/settings/instance": "settings:read",
  "/settings/notices": "settings:read",
  "/settings/receiver": "settings:read",
};

/** Neither page nor call: what asks for what is said in lib/api. */
export const otherRoutes = ["/metrics", "/api/v1/[...path]", "/login/oidc/callback"];
