// Everybody who may knock: nobody, each role, sessions and keys that are over, browsers that another site sent.

import { type Actions, openInvitation, ownPage, signIn } from "#e2e/security/sign-in";
import type { Stored } from "#e2e/security/store";
import type { KeyRole } from "#lib/auth/permissions";
import { openDatabase } from "#lib/db/client";
import { momentOf } from "#lib/db/moment";

export type Asker = {
  /** The column of the matrix. */
  name: string;
  headers: Record<string, string>;
  /** `foreign`: an admin's cookie on a request that another site made. `silent`: on one that says nothing of where it is from. */
  kind: "nobody" | "person" | "key" | "foreign" | "silent";
  role: KeyRole | null;
  /** What pages make of it, which look at sessions alone. */
  onPages?: KeyRole;
};

export const admin = { email: "admin@example.com", password: "a long enough sentence" };

type Place = Pick<Stored, "url" | "location" | "apiKey" | "api">;

export async function makeAskers(outspan: Place, actions: Actions): Promise<Asker[]> {
  const { url } = outspan;
  const cookie = await signIn(url, actions, admin.email, admin.password);
  const viewer = await newPerson(outspan, actions, "viewer");
  const editor = await newPerson(outspan, actions, "editor");
  const person = (name: string, role: KeyRole | null, own: string): Asker => ({
    ...{ name, role, kind: role === null ? "nobody" : "person", headers: ownPage(url, own) },
  });
  const away = "https://elsewhere.example";
  const foreign = (name: string, headers: Record<string, string>): Asker => ({
    ...{ name, role: "admin", kind: "foreign", headers: { cookie, ...headers } },
  });
  return [
    { name: "anonymous", role: null, kind: "nobody", headers: {} },
    person("viewer", "viewer", viewer),
    person("editor", "editor", editor),
    person("admin", "admin", cookie),
    foreign("other site", { origin: away, "sec-fetch-site": "cross-site" }),
    foreign("other site, no Origin", { "sec-fetch-site": "cross-site" }),
    foreign("other site, no Fetch-Metadata", { origin: away }),
    foreign("same site", {
      origin: `${new URL(url).protocol}//sub.${new URL(url).host}`,
      "sec-fetch-site": "same-site",
    }),
    foreign("Origin null", { origin: "null", "sec-fetch-site": "cross-site" }),
    { name: "no Origin at all", role: "admin", kind: "silent", headers: { cookie } },
    ...(await endedSessions(outspan, actions, person)),
    ...(await keys(outspan, cookie)),
  ];
}

async function newPerson(outspan: Place, actions: Actions, role: KeyRole): Promise<string> {
  const email = `${role}@example.com`;
  const { status, body } = await outspan.api("POST", "/people", { email, role });
  if (status !== 201) throw new Error(`POST /people answered ${status}`);
  const { link } = body as { link: string };
  return openInvitation(outspan.url, actions, { link, email, password: admin.password });
}

/** Past the absolute limit, unused for too long, signed out, signature broken. */
async function endedSessions(
  outspan: Place,
  actions: Actions,
  person: (name: string, role: null, cookie: string) => Asker,
): Promise<Asker[]> {
  const { url } = outspan;
  const cookies = await Promise.all(Array.from({ length: 4 }, () => signIn(url, actions, admin.email, admin.password)));
  const [expired = "", idle = "", gone = "", forged = ""] = cookies;
  const database = openDatabase(outspan.location, () => {});
  const past = momentOf(database, new Date(Date.now() - 1000));
  const longAgo = momentOf(database, new Date(Date.now() - 8 * 24 * 3600_000));
  const tokenOf = (cookie: string) => decodeURIComponent(cookie.split("=")[1] ?? "").split(".")[0] ?? "";
  const sessions = database.kysely;
  await sessions.updateTable("session").set({ expiresAt: past }).where("token", "=", tokenOf(expired)).execute();
  await sessions.updateTable("session").set({ updatedAt: longAgo }).where("token", "=", tokenOf(idle)).execute();
  await sessions.deleteFrom("session").where("token", "=", tokenOf(gone)).execute();
  await database.close();
  const [name = ""] = forged.split("=");
  const unsigned = `${name}=${encodeURIComponent(`${tokenOf(forged)}.${Buffer.alloc(32, 1).toString("base64")}`)}`;
  return [
    person("expired session", null, expired),
    person("idle session", null, idle),
    person("ended session", null, gone),
    person("forged session", null, unsigned),
  ];
}

async function keys(outspan: Place, cookie: string): Promise<Asker[]> {
  const key = (name: string, role: KeyRole | null, bearer: string, more: Record<string, string> = {}): Asker => ({
    ...{ name, role, kind: role === null ? "nobody" : "key" },
    headers: { authorization: `Bearer ${bearer}`, ...more },
  });
  const made = async (role: KeyRole) => {
    const { status, body } = await outspan.api("POST", "/keys", { name: `security ${role}`, role });
    if (status !== 201) throw new Error(`POST /keys answered ${status}`);
    return body as { id: string; key: string };
  };
  const always: Asker[] = [
    key("OUTSPAN_API_KEY", "admin", outspan.apiKey),
    key("wrong key", null, "x".repeat(48)),
    { ...key("wrong key beside a session", null, "x".repeat(48), ownPage(outspan.url, cookie)), onPages: "admin" },
  ];
  if ((await outspan.api("GET", "/keys")).status === 404) return always;
  const revoked = await made("admin");
  await outspan.api("DELETE", `/keys/${revoked.id}`);
  const roles = ["viewer", "editor", "admin", "ingest"] as const;
  const live = await Promise.all(roles.map(async (role) => key(`${role} key`, role, (await made(role)).key)));
  return [...always, ...live, key("revoked key", null, revoked.key)];
}
