// Events as they come over the engine's socket, one JSON line each. Knows no event.
import type { IncomingMessage } from "node:http";
import type * as z from "zod";
import { isBreak, parseJson } from "#lib/engine/engine-call";
import { log } from "#lib/log";

/** Ends without an error when the stream breaks off: a half line is no event. `noted` stands beside a line of the log. */
export async function* eventLines<T>(
  answer: IncomingMessage,
  shape: z.ZodType<T>,
  noted: Record<string, string>,
): AsyncGenerator<T> {
  let rest = "";
  try {
    for await (const chunk of answer.setEncoding("utf8")) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      // An empty line is a heartbeat.
      for (const line of parts.filter((part) => part !== "")) {
        const event = shape.safeParse(parseJson(line));
        if (event.success) yield event.data;
        else log.error("The engine told an event of a shape that is not known", { ...noted, length: line.length });
      }
    }
  } catch (error) {
    if (!isBreak(error)) throw error;
  }
}
