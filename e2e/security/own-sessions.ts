// People for the calls about one's own account: each is signed in, and lent to one mutant at a time, since a right one changes the
// password or ends the session. Every request comes from another address, so that the delay after a wrong password is an account's own.
import type { Outspan } from "#e2e/outspan";
import { type Actions, cookieOf, openInvitation, ownPage, signIn } from "#e2e/security/sign-in";
import { totpCode, totpStep } from "#lib/auth/totp";

type Place = Pick<Outspan, "url" | "api">;
type Person = { email: string; password: string; cookie: string; key: string | null };

export type Lent = {
  headers: Record<string, string>;
  /** Right values by the name of their field. */
  known: Record<string, readonly string[]>;
  /** A session of theirs that may be ended. */
  session(): Promise<string>;
  /** Tells what was answered, so that they stay signed in. */
  back(path: string, sent: unknown, response: Response, text: string): Promise<void>;
};

export type OwnSessions = () => Promise<Lent>;

export async function ownSessions(outspan: Place, actions: Actions, count: number): Promise<OwnSessions> {
  const free: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const email = `own-${index}@example.com`;
    const { body } = await outspan.api("POST", "/people", { email, role: "viewer" });
    const password = `the sentence of ${index}`;
    const cookie = await openInvitation(outspan.url, actions, {
      ...{ link: (body as { link: string }).link, email, password },
      headers: fromAnywhere(),
    });
    free.push({ email, password, cookie, key: null });
  }
  return async () => {
    const person = free.shift();
    if (person === undefined) throw new Error("Nobody is signed in any more");
    return lend(outspan.url, actions, person, (again) => free.push(again));
  };
}

let addresses = 0;

function fromAnywhere(): Record<string, string> {
  addresses += 1;
  return { "x-forwarded-for": `198.18.${(addresses >> 8) & 255}.${addresses & 255}` };
}

function lend(url: string, actions: Actions, person: Person, give: (person: Person) => void): Lent {
  const { password, cookie, key } = person;
  const code = key === null ? [] : [totpCode(key, totpStep(new Date()))];
  return {
    headers: { ...ownPage(url, cookie), ...fromAnywhere() },
    known: { current: [password], password: [password, `${password} too`.slice(-60)], code },
    async session() {
      const other = await signIn(url, actions, person.email, password, fromAnywhere()).catch(() => cookie);
      const list = await fetch(`${url}/api/v1/sessions`, { headers: ownPage(url, other) });
      const { items = [] } = (await list.json()) as { items?: { id: string; isCurrent: boolean }[] };
      return items.find(({ isCurrent }) => isCurrent)?.id ?? "nobody";
    },
    async back(path, sent, response, text) {
      const cookies = response.headers.getSetCookie();
      if (cookies.length > 0) person.cookie = cookieOf(cookies);
      if (path === "/account/password" && response.ok)
        person.password = String((sent as { password: unknown }).password);
      if (path === "/account/two-factor" && response.ok) person.key = (JSON.parse(text) as { key: string }).key;
      if (response.status === 401) {
        // Ended by its own hand. With two factors on, the sign-in has a second step: somebody else goes on.
        const again = await signIn(url, actions, person.email, person.password, fromAnywhere()).catch(() => null);
        if (again === null) return;
        person.cookie = again;
      }
      give(person);
    },
  };
}
