// Who is looking at this page: the door between Next's request scope and lib/auth/identity.
// Knows nothing of passwords and permissions.
import { parseSetCookieHeader, toCookieOptions } from "better-auth/cookies";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { findSession, type Session, sessionUser, type User } from "#lib/auth/identity";
import { localPath } from "#lib/auth/local-path";
import { runtime } from "#lib/runtime";

export type { User } from "#lib/auth/identity";
export { localPath } from "#lib/auth/local-path";

export async function currentUser(): Promise<User | null> {
  const requestHeaders = await headers();
  return sessionUser(await runtime(), requestHeaders);
}

/** Of a page that knows that somebody is there. */
export async function currentSession(): Promise<Session | null> {
  return findSession(await runtime(), await headers());
}

/** For pages: leads to the set-up while no account exists, else to the sign-in and from there back to `next`. */
export async function requireUser(next?: string): Promise<User> {
  const user = await currentUser();
  if (user !== null) return user;
  const { accounts, oidc } = await runtime();
  // With a provider the first admin may come in through it, from the sign-in page.
  if (oidc === null && !(await accounts.exist())) redirect("/setup");
  const path = localPath(next ?? (await headers()).get("x-outspan-path"));
  redirect(path === null ? "/login" : `/login?next=${encodeURIComponent(path)}`);
}

/** The request of a server action: its headers, and the address that the console's server saw (it overwrites the header). */
export async function currentVisitor(): Promise<{ headers: Headers; address: string | null }> {
  const requestHeaders = new Headers(await headers());
  return { headers: requestHeaders, address: requestHeaders.get("x-outspan-client") };
}

/** Only in a server action: a page that renders cannot set cookies. */
export async function setCookies(lines: string[]): Promise<void> {
  const store = await cookies();
  for (const line of lines) {
    for (const [name, cookie] of parseSetCookieHeader(line)) store.set(name, cookie.value, toCookieOptions(cookie));
  }
}
