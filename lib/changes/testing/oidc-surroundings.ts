// A whole instance beside a real provider on loopback, and a browser that goes there and back.
import { onTestFinished } from "vitest";
import { findSession, type User } from "#lib/auth/identity";
import { callbackPath } from "#lib/auth/oidc";
import {
  client,
  type OidcServer,
  type OidcServerOptions,
  oidcServer,
  signInAtProvider,
} from "#lib/auth/testing/oidc-server";
import { arriveFromOidc, leaveForOidc } from "#lib/changes/oidc";
import { type Instance, origin, startInstance } from "#lib/changes/testing/instance";
import type { DatabaseKind } from "#lib/db/testing/databases";
import type { GroupRole, OidcSettings } from "#lib/sign-in-settings";

const roles: GroupRole[] = [
  { role: "admin", group: "platform" },
  { role: "editor", group: "sre" },
  { role: "viewer", group: "staff" },
];
export const ada = { email: "Ada@Example.com", email_verified: true, name: "Ada", groups: ["platform", "staff"] };

type Options = {
  kind?: DatabaseKind;
  server?: OidcServerOptions;
  settings?: Partial<OidcSettings>;
  targets?: "public" | "private";
};
type Change = { url?: (url: URL) => void; back?: (url: URL) => void; next?: string };
type Arrived = { setCookie: string[]; location: string; user: User | null };

export type Surroundings = {
  server: OidcServer;
  instance: Instance;
  leave(next?: string): Promise<{ url: string; cookie: string; setCookie: string[] }>;
  arrive(back: URL, cookie: string): Promise<Arrived>;
  /** There and back; `change` is what happens to the addresses on the way. */
  signIn(login?: string, change?: Change): Promise<Arrived & { back: URL; cookie: string }>;
};

/** Both end with the test. */
export async function oidcSurroundings({
  kind = "sqlite",
  server: made,
  settings,
  targets = "private",
}: Options = {}): Promise<Surroundings> {
  const server = await oidcServer(made);
  onTestFinished(server.close);
  server.open(origin + callbackPath);
  server.people.ada = { ...ada };
  const oidc: OidcSettings = {
    ...{ issuer: server.issuer, clientId: client.id, clientSecret: client.secret, name: "Acme ID", roles },
    ...{ scopes: "openid email profile", groupsClaim: "groups", ...settings },
  };
  const instance = await startInstance(kind, { signIn: { oidc, hasPasswords: true }, targets });
  onTestFinished(() => instance.stop());

  async function leave(next?: string) {
    const left = await leaveForOidc(instance.runtime, next === undefined ? {} : { next });
    if (!left.ok) throw new Error(left.error.message);
    return { url: left.data.url, cookie: cookieOf(left.data.setCookie), setCookie: left.data.setCookie };
  }
  async function arrive(back: URL, cookie: string): Promise<Arrived> {
    const arrived = await arriveFromOidc(instance.runtime, visitor(cookie), back.searchParams);
    const session = await findSession(instance.runtime, visitor(cookieOf(arrived.setCookie)).headers);
    return { ...arrived, user: session?.user ?? null };
  }
  async function signIn(login = "ada", change: Change = {}) {
    const { url, cookie } = await leave(change.next);
    const there = new URL(url);
    change.url?.(there);
    const back = new URL(await signInAtProvider(there.href, login));
    change.back?.(back);
    return { ...(await arrive(back, cookie)), back, cookie };
  }
  return { server, instance, leave, arrive, signIn };
}

export const visitor = (cookie: string) => ({ headers: new Headers({ cookie }), address: "192.0.2.1" });

/** What a browser would send back. */
export const cookieOf = (lines: string[]) => lines.map((line) => line.split(";")[0]).join("; ");

export const refusedAs = (refusal: string) => ({ location: `/login?oidc=${refusal}`, user: null });
