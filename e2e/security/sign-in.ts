// Makes accounts and sessions on a running Outspan as people do: by the pages' own actions.
import type { BuiltAction } from "#e2e/security/build";
import { callAction } from "#e2e/security/call-action";

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

/** `more`: headers beside those of the page. */
export async function signIn(
  url: string,
  actions: Actions,
  email: string,
  password: string,
  more: Record<string, string> = {},
): Promise<string> {
  const headers = { ...ownPage(url), ...more };
  const { setCookie, text } = await callAction(url, actions("account.sign-in"), headers, { email, password });
  if (setCookie.length === 0) throw new Error(`${email} could not sign in: ${text.slice(0, 500)}`);
  return cookieOf(setCookie);
}

/** A session of the account that an invitation makes. */
export async function openInvitation(
  url: string,
  actions: Actions,
  invited: { link: string; email: string; password: string; headers?: Record<string, string> },
): Promise<string> {
  const { link, headers = {}, ...account } = invited;
  const submission = { token: new URL(link).searchParams.get("token") ?? "", ...account };
  const made = await callAction(url, actions("account.set-up"), { ...ownPage(url), ...headers }, submission);
  if (made.setCookie.length === 0) throw new Error(`${account.email} could not be made: ${made.text.slice(0, 500)}`);
  return cookieOf(made.setCookie);
}
