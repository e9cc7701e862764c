// Signing in. Who is signed in already, or has no account to sign in to, is led on.
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LoginCard } from "#components/account/LoginCard";
import { currentUser, localPath } from "#lib/auth/session";
import { readSettings } from "#lib/queries/settings";
import { hasAccounts } from "#lib/queries/setup";

export const metadata: Metadata = { title: "Sign in" };

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  const path = typeof next === "string" ? localPath(next) : null;
  if (await currentUser()) redirect(path ?? "/destinations");
  if (!(await hasAccounts())) redirect("/setup");
  return <LoginCard host={new URL((await readSettings()).origin).host} next={path ?? undefined} />;
}
