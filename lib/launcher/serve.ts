// Console and engine as two siblings: starts both, says when the console answers, ends both in order.
// Knows neither of them but by their commands, so that a test can put its own in their place.
import { setTimeout } from "node:timers/promises";
import { type ConsoleMessage, isConsoleMessage, type LauncherMessage } from "#lib/console/launcher-message";
import { type EngineMessage, isEngineMessage } from "#lib/engine/launcher-message";
import { type Ending, type Program, type Supervised, supervise } from "#lib/launcher/supervise";
import { log } from "#lib/log";
import { fail, ok, type Result } from "#lib/result";

export type Start = {
  console: Program;
  engine: Program;
  /** Takes the data directory and sees to a build: once, before the console goes on and the engine starts. */
  prepare(dataDirectory: string): Promise<Result<void>>;
  /** Writes a line for people. */
  say(line: string): void;
  stopping: AbortSignal;
  /** Calls back when the configuration file shall be read again. */
  onReload(reload: () => void): void;
};

/** A console that died this often before it answered once will not come up. */
const attemptsMax = 3;
/** Together under the 10 s within which we are gone. */
const engineWaitMs = 3000;
const consoleGraceMs = 4500;
const engineGraceMs = 4500;

/** Runs until `stopping` is aborted (ok) or the console cannot start (the line for the operator). */
export async function serve(start: Start): Promise<Result<void>> {
  const { stopping } = start;
  let engine: Supervised | null = null;
  const ended = Promise.withResolvers<Result<void>>();
  const receiving = Promise.withResolvers<string>();
  const prepare = async (dataDirectory: string) => {
    const prepared = await start.prepare(dataDirectory);
    if (prepared.ok && !stopping.aborted) engine = superviseEngine(start, receiving.resolve, ended.resolve);
    return prepared;
  };
  const console_ = superviseConsole({ ...start, prepare }, receiving.promise, ended.resolve);
  start.onReload(() => console_.send({ kind: "reload" } satisfies LauncherMessage));
  const stop = () => ended.resolve(ok(undefined));
  stopping.addEventListener("abort", stop, { once: true });
  if (stopping.aborted) stop();
  const outcome = await ended.promise;
  await console_.stop(consoleGraceMs);
  await (engine as Supervised | null)?.stop(engineGraceMs);
  return outcome;
}

/** `receives` is told once where: what the ready line says of the receiver. */
function superviseEngine(
  start: Start,
  receives: (where: string) => void,
  end: (outcome: Result<void>) => void,
): Supervised {
  let doors: Partial<Record<"http" | "grpc", string>> | null = null;
  let refusal: string | null = null;
  const ready = ({ http, grpc, problems }: Extract<EngineMessage, { kind: "ready" }>) => {
    const all = [http, grpc].filter((one) => one !== null);
    const bracket = all.length > 0 ? `  (OTLP ${all.join(", ")})` : "";
    if (doors === null) receives([bracket, ...problems.map((problem) => `\n  ${problem}`)].join(""));
    doors = { ...(http !== null && { http }), ...(grpc !== null && { grpc }) };
  };
  const onMessage = (message: unknown) => {
    if (!isEngineMessage(message)) return;
    if (message.kind === "ready") ready(message);
    else refusal = message.reason;
  };
  const onEnd = () => {
    const reason = refusal;
    refusal = null;
    if (start.stopping.aborted) return false;
    if (doors !== null || reason === null) return true;
    end(fail("invalid", reason));
    return false;
  };
  // A restart comes back on the ports that the first start took.
  const environment = () => ({
    ...start.engine.environment(),
    ...(doors?.http && { OUTSPAN_OTLP_HTTP: doors.http }),
    ...(doors?.grpc && { OUTSPAN_OTLP_GRPC: doors.grpc }),
  });
  return supervise({ ...start.engine, environment }, { onMessage, onEnd });
}

function superviseConsole(start: Start, receiving: Promise<string>, end: (outcome: Result<void>) => void): Supervised {
  let port: number | null = null;
  let refusal: string | null = null;
  let prepared: Promise<Result<void>> | null = null;

  const goOn = async (dataDirectory: string) => {
    prepared ??= start.prepare(dataDirectory);
    const outcome = await prepared;
    if (outcome.ok) supervised.send({ kind: "go", isRestart: port !== null } satisfies LauncherMessage);
    else end(outcome);
  };
  const answered = async (message: Extract<ConsoleMessage, { kind: "ready" }>) => {
    const isFirst = port === null;
    port = message.port;
    // An engine that does not come up is told by the pages, not by silence here.
    if (isFirst)
      start.say(`Outspan ready  ${message.url}${await Promise.race([receiving, setTimeout(engineWaitMs, "")])}`);
    else log.info("The console answers again", { url: message.url });
    if (isFirst && message.warning) start.say(message.warning);
    // Each start makes a new link, and the one before it worthless.
    if (message.setupLink !== null) start.say(`Create the first account  ${message.setupLink}`);
  };
  const onMessage = (message: unknown) => {
    if (!isConsoleMessage(message)) return;
    if (message.kind === "settings") void goOn(message.dataDirectory);
    else if (message.kind === "ready") void answered(message);
    else refusal = message.reason;
  };
  const onEnd = ({ failures }: Ending) => {
    const reason = refusal;
    refusal = null;
    if (start.stopping.aborted) return false;
    if (port !== null && reason !== null) log.error(`The console cannot start: ${reason}`);
    if (port !== null || (reason === null && failures < attemptsMax)) return true;
    end(fail("invalid", reason ?? `the console ended ${attemptsMax} times before it answered; why stands above`));
    return false;
  };
  // A restart comes back on the port that the first start took.
  const environment = () => ({ ...start.console.environment(), ...(port === null ? {} : { PORT: String(port) }) });
  const supervised = supervise({ ...start.console, environment }, { onMessage, onEnd });
  return supervised;
}
