// The console process: node:http around Next. Starts the runtime first, checks every request, drains on SIGTERM.
// Knows neither pages nor engine; ends with the launcher that started it.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { hostname } from "node:os";
import { join } from "node:path";
import { formatWithOptions, stripVTControlCharacters } from "node:util";
import { sessionUser } from "#lib/auth/identity";
import { drainable } from "#lib/console/drain";
import { exposure } from "#lib/console/exposure";
import { createGate } from "#lib/console/gate";
import { originOf } from "#lib/console/host";
import { type ConsoleMessage, isLauncherMessage } from "#lib/console/launcher-message";
import { listen } from "#lib/console/listen";
import { observeRequests } from "#lib/console/observe";
import { readRouteTemplates, routeNames } from "#lib/console/route-names";
import { systemClock } from "#lib/engine/sources/clock";
import { type SelfSource, selfResource, startSelfSource } from "#lib/engine/sources/self";
import { type Env, readEnv } from "#lib/env";
import { log } from "#lib/log";
import { nextErrorLine } from "#lib/next-error";
import { releaseAll } from "#lib/provision/apply";
import { files } from "#lib/provision/files";
import { type Provisioner, startProvisioning } from "#lib/provision/provisioner";
import { ok, type Result } from "#lib/result";
import { type Runtime, startRuntime } from "#lib/runtime";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const root = join(import.meta.dirname, "../..");
const drainMs = 3000;
const engineWaitMs = 3000;

process.once("disconnect", () => process.exit(1));
process.on("SIGINT", () => {}); // the terminal's; the launcher ends us in its own order
consoleToLog();
await main();

async function main(): Promise<void> {
  const env = readEnv(process.env);
  if (!env.ok) return refuse(env.error.message);
  if (env.data.unknown.length > 0)
    log.warn("Settings that Outspan does not know are ignored", { names: env.data.unknown });
  const { isRestart } = await goAhead(env.data.dataDirectory);
  const { host, url, trustedProxies } = env.data;
  let serve: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => {
    response.writeHead(503, { "retry-after": "1" }).end("Starting\n");
  };
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 });
  server.timeout = 120_000;
  const drain = drainable(server);
  server.on("request", (request, response) => serve(request, response));
  const port = await listen(server, host, env.data.port);
  if (!port.ok) return refuse(port.error.message);
  const started = await start(env.data, port.data);
  if (!started.ok) return refuse(started.error.message);
  const { runtime, handle } = started.data;
  const provisioner = await provision(runtime, isRestart);
  if (!provisioner.ok) return refuse(provisioner.error.message);
  const admit = createGate({ host, port: port.data, url }, trustedProxies, (headers) => isSignedIn(runtime, headers));
  serve = async (request, response) => {
    if (await admit(request, response)) await handle(request, response);
  };
  const self = tellOfItself(runtime);
  const nameOf = routeNames(await readRouteTemplates(root));
  observeRequests(server, { nameOf, isOn: self.isOn, tell: self.httpRequest });
  process.once("SIGTERM", async () => {
    await drain(drainMs);
    await self.stop();
    await provisioner.data?.stop();
    await runtime.stop();
    process.exit(0);
  });
  // Next only logs what nobody caught. The state of the process is unknown then: the launcher starts a new one.
  process.on("uncaughtException", (error) => {
    log.error("The console ends: an error that nobody caught", { error });
    process.exit(1);
  });
  // Whoever reads the ready line may test at once. An engine that does not come up is told by the pages, not by silence here.
  await runtime.engine.met(engineWaitMs);
  tell({
    kind: "ready",
    url: runtime.settings.origin,
    port: port.data,
    setupLink: runtime.setupLink,
    warning: exposure({ host, url }),
  });
}

/** What the configuration file asks for is there before anybody is answered. Without one, nothing is kept from anybody. */
async function provision(runtime: Runtime, isRestart: boolean): Promise<Result<Provisioner | null>> {
  const { configFile: path } = runtime.settings;
  if (path === null) {
    const released = await releaseAll(runtime);
    if (released > 0) log.info("There is no configuration file any more: what it kept may be changed", { released });
    return ok(null);
  }
  const started = await startProvisioning(runtime, { path, files, environment: process.env, isRestart });
  if (!started.ok) return started;
  const { reload } = started.data;
  process.on("message", (message) => {
    if (isLauncherMessage(message) && message.kind === "reload") void reload();
  });
  if (process.send === undefined) process.on("SIGHUP", () => void reload());
  else process.on("SIGHUP", () => {}); // the terminal's; the launcher tells us what it means
  return started;
}

/** Costs nothing until a destination lists `self`. */
function tellOfItself({ engine }: Runtime): SelfSource {
  return startSelfSource({
    send: (signal, body, destinations) => engine.client.ingest("self", signal, body, destinations ?? undefined),
    users: engine.users,
    resource: selfResource("console", hostname()),
    clock: systemClock,
    onError: (error) => log.error("The console could not tell of itself", { error }),
  });
}

/** True also where the database does not say: the action behind asks again, and says what is the matter. */
async function isSignedIn(runtime: Runtime, { cookie }: IncomingHttpHeaders): Promise<boolean> {
  try {
    return (await sessionUser(runtime, new Headers(cookie === undefined ? {} : { cookie }))) !== null;
  } catch (error) {
    log.error("A session could not be looked up", { error });
    return true;
  }
}

/** Runtime and Next at once: they wait for different things. */
async function start(env: Env, port: number): Promise<Result<{ runtime: Runtime; handle: Handler }>> {
  const { host, url } = env;
  const [runtime, handle] = await Promise.all([
    startRuntime(env, { origin: url ?? originOf(host, port), listeners: [{ address: host, port }] }),
    loadNext(host, port),
  ]);
  return runtime.ok ? ok({ runtime: runtime.data, handle }) : runtime;
}

async function loadNext(hostname: string, port: number): Promise<Handler> {
  const { default: next } = await import("next");
  // A server of its own that never listens: Next would hang its upgrade handler on ours.
  const app = next({ dev: false, dir: root, hostname, port, quiet: false, httpServer: createServer() });
  await app.prepare();
  const handle = app.getRequestHandler();
  return async (request, response) => {
    try {
      await handle(request, response);
    } catch (error) {
      log.error("A request failed outside every page and route", { error, path: request.url?.split("?")[0] });
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    }
  };
}

/** Next speaks to the terminal; here its warnings and errors are events, and cleaned like all of them. */
function consoleToLog(): void {
  const through =
    (write: (message: string) => void) =>
    (...parts: unknown[]) => {
      const text = stripVTControlCharacters(formatWithOptions({ depth: 4 }, ...parts)).trim();
      if (text !== "") write(text);
    };
  console.log = () => {};
  console.info = () => {};
  console.warn = through(log.warn);
  console.error = (...parts) => {
    const caught = parts.find((part) => part instanceof Error && "digest" in part);
    if (caught === undefined) return through(log.error)(...parts);
    const { level, message, fields } = nextErrorLine(caught as Error);
    log[level](message, fields);
  };
}

/** The launcher takes the data directory first; without a launcher (by hand) there is nobody to ask. */
async function goAhead(dataDirectory: string): Promise<{ isRestart: boolean }> {
  if (process.send === undefined) return { isRestart: false };
  const going = new Promise<{ isRestart: boolean }>((resolve) => {
    process.on("message", (message) => {
      if (isLauncherMessage(message) && message.kind === "go") resolve(message);
    });
  });
  tell({ kind: "settings", dataDirectory });
  return going;
}

function refuse(reason: string): void {
  if (process.send === undefined) log.error(`The console cannot start: ${reason}`);
  tell({ kind: "refused", reason }, () => process.exit(1));
}

function tell(message: ConsoleMessage, then: () => void = () => {}): void {
  if (process.send === undefined) then();
  else process.send(message, undefined, undefined, then);
}
