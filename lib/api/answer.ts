// The bodies of answers that went well. Nothing here is cached by anybody on the way.
import { etagOf } from "#lib/api/precondition";
import type { SavedSecret } from "#lib/destination/named-secret";
import type { RestoredDestination } from "#lib/destination/revision";
import type { SavedDestination } from "#lib/destination/schema";
import type { Result } from "#lib/result";
import type { SavedSettings } from "#lib/settings";

const fresh = { "cache-control": "no-store" };

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(value, { status, headers: { ...fresh, ...headers } });
}

/** `name` is one that needs no quoting. */
export function download(bytes: Uint8Array, type: string, name: string): Response {
  const headers = { ...fresh, "content-type": type, "content-disposition": `attachment; filename="${name}"` };
  return new Response(Buffer.from(bytes), { headers });
}

/** To read, and to save under its name. */
export function text(words: string, name: string): Response {
  const headers = {
    ...fresh,
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": `inline; filename="${name}"`,
  };
  return new Response(words, { headers });
}

export function yaml(words: string): Response {
  return new Response(words, { headers: { ...fresh, "content-type": "application/yaml; charset=utf-8" } });
}

export function noContent(): Response {
  return new Response(null, { status: 204, headers: fresh });
}

export function destinationAnswer(destination: SavedDestination): Response {
  return json(destination, 200, { etag: etagOf(destination.revision) });
}

/** `probe`: what a test of it came to, null where none was asked for. */
export function restoredAnswer(destination: SavedDestination, probe: Result<{ id: string }> | null): Response {
  if (probe === null) return destinationAnswer(destination);
  const told = probe.ok ? { id: probe.data.id, message: null } : { id: null, message: probe.error.message };
  const restored: RestoredDestination = { ...destination, probe: told };
  return json(restored, 200, { etag: etagOf(destination.revision) });
}

export function settingsAnswer(settings: SavedSettings): Response {
  return json(settings, 200, { etag: etagOf(settings.revision) });
}

export function destinationCreated(destination: SavedDestination): Response {
  const location = `/api/v1/destinations/${destination.id}`;
  return json(destination, 201, { etag: etagOf(destination.revision), location });
}

export function secretAnswer(secret: SavedSecret): Response {
  return json(secret, 200, { etag: etagOf(secret.revision) });
}

export function secretCreated(secret: SavedSecret): Response {
  return json(secret, 201, { etag: etagOf(secret.revision), location: `/api/v1/secrets/${secret.name}` });
}
