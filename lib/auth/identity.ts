// Who sent these headers: a session's user. Knows neither Next nor the API's problem format.
import type { Role } from "#lib/auth/permissions";
import type { Runtime } from "#lib/runtime";

export type User = { id: string; email: string; role: Role };

export async function sessionUser(_runtime: Runtime, _headers: Headers): Promise<User | null> {
  return null;
}
