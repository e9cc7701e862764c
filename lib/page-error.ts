// What the log says of an error that Next caught while it made a page: under the digest that the browser is told, which
// is all that the browser gets to see of it. Knows no page.
import { storeFailure } from "#lib/db/failure";
import type { log } from "#lib/log";

type Asked = { path: string; method: string; headers: NodeJS.Dict<string | string[]> };
type Line = { level: keyof typeof log; message: string; fields: Record<string, unknown> };

const framesMax = 4;

export function pageErrorLine(error: unknown, { path, method, headers }: Asked): Line {
  const digest = error instanceof Error && "digest" in error ? error.digest : null;
  const where = { method, path: path.split("?")[0], digest };
  const failure = storeFailure(error);
  if (failure !== null) {
    return { level: "error", message: failure.message, fields: { ...where, reason: (error as Error).message } };
  }
  if (headers["next-action"] === undefined)
    return { level: "error", message: "A page failed", fields: { ...where, error } };
  // Our actions throw nothing (lib/actions/define-action.ts): Next could not read what it was sent. It answers 500 and lets
  // nobody answer 400 instead. Its message may repeat a piece of the body, so it stays out.
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  const at = frames.slice(0, framesMax).map((line) => line.trim());
  return { level: "warn", message: "An action was sent what is no call of one", fields: { ...where, at } };
}
