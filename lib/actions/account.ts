"use server";
// Coming in and going out. On success each one redirects: in the same response the page would still be nobody's.
import { redirect } from "next/navigation";
import * as z from "zod";
import { definePublicAction } from "#lib/actions/define-action";
import { currentVisitor, localPath, setCookies } from "#lib/auth/session";
import { LeaveForOidc, leaveForOidc } from "#lib/changes/oidc";
import * as change from "#lib/changes/people";
import type { Result } from "#lib/result";

/** The first admin, or an invited person; leads to /destinations. */
export const setUp = definePublicAction(
  { name: "account.set-up", input: change.SetUp },
  async (submission, runtime): Promise<Result<null>> => {
    const opened = await change.setUp(runtime, await currentVisitor(), submission);
    if (!opened.ok) return opened;
    await setCookies(opened.data.setCookie);
    return redirect("/destinations");
  },
);

/** Leads to `next`, a path of this site, or to /destinations. */
export const signIn = definePublicAction(
  { name: "account.sign-in", input: change.SignIn },
  async (submission, runtime): Promise<Result<null>> => {
    const opened = await change.signIn(runtime, await currentVisitor(), submission);
    if (!opened.ok) return opened;
    await setCookies(opened.data.setCookie);
    return redirect(localPath(submission.next) ?? "/destinations");
  },
);

/** Leads to the provider, which leads back to /login/oidc/callback. */
export const continueWithOidc = definePublicAction(
  { name: "account.continue-with-oidc", input: LeaveForOidc },
  async (submission, runtime): Promise<Result<null>> => {
    const left = await leaveForOidc(runtime, submission);
    if (!left.ok) return left;
    await setCookies(left.data.setCookie);
    return redirect(left.data.url);
  },
);

/** Leads to /login. */
export const signOut = definePublicAction(
  { name: "account.sign-out", input: z.void() },
  async (_submission, runtime): Promise<Result<null>> => {
    const closed = await change.signOut(runtime, await currentVisitor());
    if (!closed.ok) return closed;
    await setCookies(closed.data.setCookie);
    return redirect("/login");
  },
);
