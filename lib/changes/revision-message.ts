// Why somebody wrote: one optional line that the revision keeps.
import { hasInvisible } from "#lib/destination/check-value";
import { fail, ok, type Result } from "#lib/result";

const messageLengthMax = 200;

/** An empty one is none. Of a program it comes in the query of a write, of a page with the submission. */
export function readMessage(text: string | null | undefined): Result<string | null> {
  const message = text?.trim() ?? "";
  if (message === "") return ok(null);
  const wrong =
    message.length > messageLengthMax
      ? `Shorten the message to ${messageLengthMax} characters`
      : /[\r\n]/.test(message)
        ? "Write the message on one line"
        : hasInvisible(message)
          ? "Remove the invisible or control character from the message"
          : null;
  return wrong === null ? ok(message) : fail("invalid", wrong, { fields: { "/message": [wrong] } });
}

export function messageOf(request: Request): Result<string | null> {
  return readMessage(new URL(request.url).searchParams.get("message"));
}
