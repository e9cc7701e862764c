// All that an answer says in text, beyond the words that are shown of it: for patterns alone, never for show.
import type { Attempt } from "#lib/otlp/explain/facts";

const readBytes = 8192;

/** Words, message and the beginning of the body, as text. */
export function textOf({ answer, exchange }: Pick<Attempt, "answer" | "exchange">): string {
  const body = exchange.answer === null ? "" : new TextDecoder().decode(exchange.answer.body.subarray(0, readBytes));
  return [answer.words ?? "", answer.grpcStatus?.message ?? "", answer.otlpStatus?.message ?? "", body].join("\n");
}

/** One of the answer's headers, or of its trailers. */
export function headerOf({ exchange }: Pick<Attempt, "exchange">, name: string): string | null {
  return exchange.answer?.headers[name] ?? exchange.answer?.trailers[name] ?? null;
}
