// An answer that takes its time goes on only while whoever asked for it still may: signed out, deactivated, revoked or with another
// role, they get no more of it within a second or two, on whichever node that was done. Knows neither sessions nor keys.
import { fail, type Result } from "#lib/result";

/** `isAllowed`: whether the same request would be let in now. */
export type Asked = { request: Request; isAllowed: () => Promise<boolean> };

const lookEveryMs = 1000;

/** Aborts `ended` as soon as it is seen; call what it returns when the answer is complete. */
export function watchAllowed({ request, isAllowed }: Asked, ended: AbortController): () => void {
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  const look = async () => {
    if (request.signal.aborted) return;
    // Without the database nobody can be told from a stranger, as at every other request.
    const mayGoOn = await isAllowed().catch(() => false);
    if (!isOver && !mayGoOn) ended.abort();
    else if (!isOver) next();
  };
  const next = () => {
    timer = setTimeout(() => void look(), lookEveryMs).unref();
  };
  next();
  return () => {
    isOver = true;
    if (timer !== null) clearTimeout(timer);
  };
}

/** For an answer that is told as a whole at its end. */
export async function whileAllowed<T>(
  asked: Asked,
  work: (abort: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  const ended = new AbortController();
  const stop = watchAllowed(asked, ended);
  try {
    const done = await work(AbortSignal.any([asked.request.signal, ended.signal]));
    return ended.signal.aborted ? fail("forbidden", "Access ended while this was being answered") : done;
  } finally {
    stop();
  }
}
