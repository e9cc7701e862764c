// How AWS answers: the headers and the named errors that are its own, and the hosts that take OTLP. Knows no failure.
import { isAwsHost } from "#lib/destination/aws-endpoint";
import { headerOf, textOf } from "#lib/otlp/explain/answer-text";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";

export function isFromAws(facts: Facts, attempt: Attempt): boolean {
  const isMarked = ["x-amzn-requestid", "x-amzn-errortype", "x-amz-request-id"].some(
    (name) => headerOf(attempt, name) !== null,
  );
  return isMarked || isAwsHost(facts.host);
}

/** "MissingAuthenticationToken" or its like, out of the header, an XML code or JSON's __type. */
export function awsError(attempt: Attempt): string | null {
  const header = headerOf(attempt, "x-amzn-errortype");
  const named = header ?? /(?:<Code>|"(?:__type|code)"\s*:\s*")([\w.#]+)/i.exec(textOf(attempt))?.[1] ?? null;
  // "com.amazon.coral.service#UnrecognizedClientException:http://…"
  const [name = ""] = named?.split(/[:\s]/, 1) ?? [];
  const last = name.split(/\W/).at(-1) ?? "";
  return last.replace(/Exception$/, "") || null;
}
