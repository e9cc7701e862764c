// Makes accounts and sessions on a running Outspan as people do: a link of the terminal's door, then the pages' own actions.
import { execFileSync } from "node:child_process";
import { cleanEnvironment } from "#e2e/environment";
import type { Outspan } from "#e2e/outspan";
import type { BuiltAction } from "#e2e/security/build";
import { callAction } from "#e2e/security/call-action";
import type { Role } from "#lib/auth/permissions";

export type Actions = (name: string) => BuiltAction;

export function actionsByName(actions: readonly BuiltAction[]): Actions {
  return (name) => {
    const found = actions.find((action) => action.name === name);
    if (found === undefined) throw new Error(`The build has no action ${name}`);
    return found;
  };
}

/** Headers of a page of this Outspan. */
export function ownPage(url: string, cookie?: string): Record<string, string> {
  return { origin: new URL(url).origin, "sec-fetch-site": "same-origin", ...(cookie === undefined ? {} : { cookie }) };
}

export function cookieOf(setCookie: readonly string[]): string {
  return setCookie.map((line) => line.split(";")[0]).join("; ");
}

export async function signIn(url: string, actions: Actions, email: string, password: string): Promise<string> {
  const { setCookie, text } = await callAction(url, actions("account.sign-in"), ownPage(url), { email, password });
  if (setCookie.length === 0) throw new Error(`${email} could not sign in: ${text.slice(0, 500)}`);
  return cookieOf(setCookie);
}

export function inviteLink(outspan: Pick<Outspan, "dataDirectory" | "url">, email: string, role: Role): string {
  const parameters = ["lib/cli/main.ts", "people", "add", email, "--role", role];
  const environment = cleanEnvironment({ OUTSPAN_DATA_DIR: outspan.dataDirectory, OUTSPAN_URL: outspan.url });
  const printed = execFileSync(process.execPath, parameters, { env: environment, encoding: "utf8" });
  const link = /http\S+\/setup\S*/.exec(printed)?.[0];
  if (!link) throw new Error(`people add printed no link: ${printed}`);
  return link;
}

/** A session of a new account with that role. */
export async function newPerson(
  outspan: Pick<Outspan, "dataDirectory" | "url">,
  actions: Actions,
  { email, role, password }: { email: string; role: Role; password: string },
): Promise<string> {
  const token = new URL(inviteLink(outspan, email, role)).searchParams.get("token") ?? "";
  const submission = { token, email, password };
  const made = await callAction(outspan.url, actions("account.set-up"), ownPage(outspan.url), submission);
  if (made.setCookie.length === 0) throw new Error(`${email} could not be made: ${made.text.slice(0, 500)}`);
  return cookieOf(made.setCookie);
}
