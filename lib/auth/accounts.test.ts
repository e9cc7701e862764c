import { expect, onTestFinished, test } from "vitest";
import { createAccounts } from "#lib/auth/accounts";
import { flowCookies } from "#lib/auth/oidc-flow";
import { openDatabase } from "#lib/db/client";
import { migrate } from "#lib/db/migrate";

test("over https each cookie has a name that only this host can set, over https: __Host-, Path=/, Secure, no Domain", async () => {
  const database = openDatabase({ kind: "sqlite", file: ":memory:" }, () => {});
  onTestFinished(() => database.close());
  await migrate(database, new Date());
  const at = new Date().toISOString();
  const own = { emailVerified: 0, image: null, deactivatedAt: null, lastSeenAt: null, createdAt: at, updatedAt: at };
  await database.kysely
    .insertInto("user")
    .values({ id: "ada", name: "ada@example.com", email: "ada@example.com", role: "admin", ...own })
    .execute();
  const auth = createAccounts({ database, sealingKey: Buffer.alloc(32, 7), origin: "https://outspan.example.com" });
  const { headers } = await auth.api.openSession({
    body: { userId: "ada" },
    headers: new Headers(),
    returnHeaders: true,
  });
  const [line = ""] = headers.getSetCookie();
  const sealer = { seal: (text: string) => text, unseal: (text: string) => text };
  const flow = flowCookies(sealer, { isSecure: true, now: () => new Date() });
  for (const [cookie, name] of [
    [line, "__Host-outspan.session_token"],
    [flow.clear, "__Host-outspan.oidc"],
  ]) {
    expect(cookie).toMatch(new RegExp(`^${name}=`));
    expect(cookie).toMatch(/; Path=\/(;|$)/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).not.toMatch(/Domain=/i);
  }
  const session = await auth.api.getSession({ headers: new Headers({ cookie: line.split(";")[0] ?? "" }) });
  expect(session?.user.id).toBe("ada");
  const closed = await auth.api.signOut({
    headers: new Headers({ cookie: line.split(";")[0] ?? "" }),
    returnHeaders: true,
  });
  expect(closed.headers.getSetCookie().join()).toMatch(/__Host-outspan\.session_token=;/);
});
