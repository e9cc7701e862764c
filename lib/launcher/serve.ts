// Console and engine as two siblings: starts both, says when the console answers, ends both in order.
// Knows neither of them but by their commands, so that a test can put its own in their place.
import { type ConsoleMessage, isConsoleMessage } from "#lib/console/launcher-message";
import { type Program, type Supervised, supervise } from "#lib/launcher/supervise";
import { log } from "#lib/log";
import { fail, ok, type Result } from "#lib/result";

/** A console that died this often before it answered once will not come up. */
const attemptsMax = 3;
const consoleGraceMs = 4000;
const engineGraceMs = 4000;

export type Programs = { console: Program; engine: Program };

/**
 * Runs until `stopping` is aborted (ok) or the console cannot start (the line for the operator).
 * `say` writes a line for people, at the console's first answer only.
 */
export async function serve(
  programs: Programs,
  stopping: AbortSignal,
  say: (line: string) => void,
): Promise<Result<void>> {
  const engine = supervise(programs.engine, { onMessage: () => {}, onEnd: () => !stopping.aborted });
  let console_: Supervised | null = null;
  const outcome = await new Promise<Result<void>>((resolve) => {
    stopping.addEventListener("abort", () => resolve(ok(undefined)), { once: true });
    console_ = superviseConsole(programs.console, stopping, say, (reason) => resolve(fail("invalid", reason)));
  });
  await (console_ as Supervised | null)?.stop(consoleGraceMs);
  await engine.stop(engineGraceMs);
  return outcome;
}

function superviseConsole(
  program: Program,
  stopping: AbortSignal,
  say: (line: string) => void,
  giveUp: (reason: string) => void,
): Supervised {
  let port: number | null = null;
  let refusal: string | null = null;
  const answered = (message: Extract<ConsoleMessage, { kind: "ready" }>) => {
    if (port !== null) {
      log.info("The console answers again", { url: message.url });
      return;
    }
    port = message.port;
    say(`Outspan ready  ${message.url}`);
    if (message.setupLink !== null) say(`Create the first account  ${message.setupLink}`);
  };
  return supervise(
    // A restart comes back on the port that the first start took.
    {
      ...program,
      environment: () => ({ ...program.environment(), ...(port === null ? {} : { PORT: String(port) }) }),
    },
    {
      onMessage(message) {
        if (!isConsoleMessage(message)) return;
        if (message.kind === "ready") answered(message);
        else refusal = message.reason;
      },
      onEnd({ failures }) {
        if (stopping.aborted) return false;
        if (port !== null) {
          if (refusal !== null) log.error(`The console cannot start: ${refusal}`);
          refusal = null;
          return true;
        }
        if (refusal === null && failures < attemptsMax) return true;
        giveUp(refusal ?? `the console ended ${attemptsMax} times before it answered; why stands above`);
        return false;
      },
    },
  );
}
