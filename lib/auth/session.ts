// Who is looking at this page: the door between Next's request scope and lib/auth/identity.
// Knows nothing of passwords and permissions.
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { sessionUser, type User } from "#lib/auth/identity";
import { runtime } from "#lib/runtime";

export type { User } from "#lib/auth/identity";

export async function currentUser(): Promise<User | null> {
  const requestHeaders = await headers();
  return sessionUser(await runtime(), requestHeaders);
}

/** For pages: leads to the set-up while no account exists, else to the sign-in and back here. */
export async function requireUser(next?: string): Promise<User> {
  const user = await currentUser();
  if (user !== null) return user;
  const { accounts } = await runtime();
  if (!(await accounts.exist())) redirect("/setup");
  const path = localPath(next ?? (await headers()).get("x-outspan-path"));
  redirect(path === null ? "/login" : `/login?next=${encodeURIComponent(path)}`);
}

/** A path of this site, or null: `next` comes from the address bar, so it must not lead elsewhere. */
export function localPath(text: string | null | undefined): string | null {
  if (text === null || text === undefined || !/^\/(?![/\\])[^\\\s]*$/.test(text)) return null;
  const url = URL.parse(text, "http://outspan.invalid");
  return url !== null && url.host === "outspan.invalid" ? `${url.pathname}${url.search}` : null;
}
