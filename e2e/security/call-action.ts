// Calls a server action as a browser would: a POST to a page with the action's id. Reads the result out of the answer.
import type { BuiltAction } from "#e2e/security/build";

export type ActionAnswer = {
  status: number;
  /** The code of the failure; "ok" where there is none; null where the answer holds no result. */
  code: string | null;
  setCookie: string[];
  headers: Headers;
  text: string;
};

export async function callAction(
  url: string,
  action: Pick<BuiltAction, "id" | "page">,
  headers: Record<string, string>,
  submission: unknown,
): Promise<ActionAnswer> {
  const response = await fetch(url + action.page, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      accept: "text/x-component",
      ...headers,
      "next-action": action.id,
    },
    body: JSON.stringify([submission]),
  });
  const text = await response.text();
  const { status } = response;
  const isRedirect = response.headers.has("x-action-redirect");
  const code = isRedirect ? "ok" : codeOf(text);
  return { status, code, setCookie: response.headers.getSetCookie(), headers: response.headers, text };
}

/** The first row names the one that holds the result: `0:{"a":"$@1",…}`, `1:{"ok":false,"error":{"code":…}}`. */
function codeOf(text: string): string | null {
  const row = /^0:\{"a":"\$@([0-9a-f]+)"/m.exec(text)?.[1];
  if (row === undefined) return null;
  const result = new RegExp(`^${row}:(.*)$`, "m").exec(text)?.[1] ?? "";
  if (result.startsWith('{"ok":true')) return "ok";
  return /"code":"(\w+)"/.exec(result)?.[1] ?? null;
}
