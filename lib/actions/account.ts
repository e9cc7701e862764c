"use server";
import { fail, type Result } from "#lib/result";

/** The first admin, or an invited person. On success it redirects to /destinations and never returns. */
export async function setUp(_submission: { token: string; email: string; password: string }): Promise<Result<null>> {
  return fail("unavailable", "Not built yet");
}

/** On success it redirects to `next` (a path of this site) or /destinations and never returns. */
export async function signIn(_submission: { email: string; password: string; next?: string }): Promise<Result<null>> {
  return fail("unavailable", "Not built yet");
}

/** Redirects to /login. */
export async function signOut(): Promise<Result<null>> {
  return fail("unavailable", "Not built yet");
}
