// What the log says of an error that Next caught while it made a page or read an action's call: under the digest that the
// browser is told, which is all that the browser gets to see of it. Knows no page.
import { storeFailure } from "#lib/db/failure";
import type { log } from "#lib/log";

type Line = { level: keyof typeof log; message: string; fields: Record<string, unknown> };

const framesMax = 4;
/** Thrown while Next itself reads what an action was sent, before any code of ours. */
const reading = /JSON\.parse|next\/dist\/compiled\/next-server\/app-page/;

export function nextErrorLine(error: Error & { digest?: unknown }): Line {
  const { digest } = error;
  const failure = storeFailure(error);
  if (failure !== null) return { level: "error", message: failure.message, fields: { digest, reason: error.message } };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const at = frames.slice(0, framesMax).map((line) => line.trim());
  if (!reading.test(at[0] ?? "")) return { level: "error", message: "A page failed", fields: { digest, error } };
  // Our actions throw nothing (lib/actions/define-action.ts): Next could not read what it was sent. It answers 500 and lets
  // nobody answer 400 instead. Its message may repeat a piece of the body, so it stays out.
  return { level: "warn", message: "An action was sent what is no call of one", fields: { digest, at } };
}
