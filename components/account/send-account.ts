// Sends what gives this browser another session to the API, and not to an action: an action that sets a cookie makes Next draw the whole
// page anew, which loses the focus and what is shown once.
import { type ErrorCode, fail, ok, type Result } from "#lib/result";

type Problem = { code: ErrorCode; detail: string; ref: string | null; fields: Record<string, string[]> };

export async function sendAccount(call: "password" | "sign-in-again", body: object): Promise<Result<null>> {
  const answer = await fetch(`/api/v1/account/${call}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) return ok(null);
  const { code, detail, ref, fields }: Problem = await answer.json();
  const wait = answer.headers.get("retry-after");
  return fail(code, detail, {
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(ref !== null && { ref }),
    ...(wait !== null && { retryAfterSeconds: Number(wait) }),
  });
}
