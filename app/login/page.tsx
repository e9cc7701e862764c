// Signing in. Who is signed in already, or has no account to sign in to, is led on.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LoginCard } from "#components/account/LoginCard";
import { currentUser, localPath } from "#lib/auth/session";
import { readSettings } from "#lib/queries/settings";
import { hasAccounts } from "#lib/queries/setup";
import { readSignIn } from "#lib/queries/sign-in";

export const metadata: Metadata = { title: "Sign in" };

type Search = { next?: string | string[]; oidc?: string | string[]; password?: string | string[] };

export default async function LoginPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next, oidc: refusal, password } = await searchParams;
  const path = typeof next === "string" ? localPath(next) : null;
  if (await currentUser()) redirect(path ?? "/destinations");
  const signIn = await readSignIn(refusal);
  // A first admin may come in through the provider as well.
  if (signIn.oidc === null && !(await hasAccounts())) redirect("/setup");
  const host = new URL((await readSettings()).origin).host;
  return <LoginCard {...signIn} hasNewPassword={password === "new"} host={host} next={path ?? undefined} />;
}
