"use server";
// Coming in and going out. On success each one redirects: in the same response the page would still be nobody's.
import { redirect } from "next/navigation";
import * as z from "zod";
import { definePublicAction } from "#lib/actions/define-action";
import { currentVisitor, localPath, setCookies } from "#lib/auth/session";
import { LeaveForOidc, leaveForOidc } from "#lib/changes/oidc";
import * as links from "#lib/changes/set-up";
import * as change from "#lib/changes/sign-in";
import { ok, type Result } from "#lib/result";

/** The first admin, or an invited person; leads to /destinations. */
export const setUp = definePublicAction(
  { name: "account.set-up", input: links.SetUp },
  async (submission, runtime): Promise<Result<null>> => {
    const opened = await links.setUp(runtime, await currentVisitor(), submission);
    if (!opened.ok) return opened;
    await setCookies(opened.data.setCookie);
    return redirect("/destinations");
  },
);

/** By a link for it; leads to the sign-in. */
export const setPassword = definePublicAction(
  { name: "account.set-password", input: links.NewPassword },
  async (submission, runtime): Promise<Result<null>> => {
    const set = await links.setPassword(runtime, submission);
    return set.ok ? redirect("/login?password=new") : set;
  },
);

/** Leads to `next`, a path of this site, or to /destinations; a code that is wanted beside the password is asked for first. */
export const signIn = definePublicAction(
  { name: "account.sign-in", input: change.SignIn },
  async (submission, runtime): Promise<Result<{ needsCode: true }>> => {
    const opened = await change.signIn(runtime, await currentVisitor(), submission);
    if (!opened.ok) return opened;
    if (opened.data.needsCode) return ok({ needsCode: true });
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
