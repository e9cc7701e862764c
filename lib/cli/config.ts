// The words of `config check`, `diff`, `apply` and `export`: a configuration file before it is mounted, in a pipeline, or instead of
// mounting it. Talks to a running Outspan by its API, or reads its data directory.
import { basename, dirname, resolve } from "node:path";
import * as z from "zod";
import type { Command } from "#lib/cli/command";
import { originOf } from "#lib/console/host";
import type { Env } from "#lib/env";
import { ConfigChange, changeLines } from "#lib/provision/change";
import { checkEntries, entriesOf } from "#lib/provision/entries";
import { whyUnread } from "#lib/provision/expand";
import { files } from "#lib/provision/files";
import { parseConfig } from "#lib/provision/parse";
import { lineOf, placed, problemLines } from "#lib/provision/place";
import type { ConfigFile } from "#lib/provision/schema";
import { compareConfig, exportConfig } from "#lib/provision/sent";
import { type AppError, fail, ok, type Result } from "#lib/result";
import { openForCommand } from "#lib/runtime";

/** `code`: 0 = nothing differs, 2 = something does. */
export type ConfigDone = { lines: string[]; code: 0 | 2 };
type ConfigCommand = Extract<Command, { kind: `config ${string}` }>;

export async function config(
  env: Env,
  command: ConfigCommand,
  environment: NodeJS.ProcessEnv,
): Promise<Result<ConfigDone>> {
  if (command.kind === "config export") return exported(env);
  const path = command.file ?? env.configFile;
  if (path === null) return fail("invalid", `Which file? ${command.kind} FILE, or set OUTSPAN_CONFIG`);
  const read = readConfig(env, resolve(path), environment);
  if (!read.ok) return read;
  const { sent, told } = read.data;
  if (command.kind === "config check") return ok({ lines: [`${path} is right: ${countOf(sent)}.`], code: 0 });
  const changes = command.kind === "config diff" ? await compared(env, sent) : await asked(env, "PUT", "config", sent);
  if (!changes.ok) return fail(changes.error.code, told(changes.error));
  const lines = changes.data.flatMap(changeLines);
  if (command.kind === "config apply") return ok({ lines: lines.length > 0 ? lines : [nothing], code: 0 });
  return ok(lines.length > 0 ? { lines, code: 2 } : { lines: [nothing], code: 0 });
}

const nothing = "Nothing differs.";

type ReadFile = { sent: ConfigFile; told: (error: AppError) => string };

function readConfig(env: Env, path: string, environment: NodeJS.ProcessEnv): Result<ReadFile> {
  let text: string;
  try {
    text = files.read(path);
  } catch (error) {
    return fail("not_found", `${path}:1: The file ${whyUnread(error)}`);
  }
  const read = (named: string) => files.read(resolve(dirname(path), named));
  const { parsed, problems } = parseConfig(basename(path), text, { environment, read });
  if (parsed === null) return fail("invalid", problemLines(path, problems).join("\n"));
  const wrong = checkEntries(entriesOf(parsed.config), { settings: env, now: () => new Date() });
  if (wrong.length > 0) return fail("invalid", problemLines(path, placed(parsed.root, wrong)).join("\n"));
  const told = ({ message, fields = {} }: AppError) => {
    const found = Object.entries(fields).flatMap(([at, messages]) =>
      messages.map((one) => ({ path: at, message: one })),
    );
    if (found.length === 0) return message;
    const all = placed(parsed.root, found).map((one) => ({ ...one, line: one.line || lineOf(parsed.root, "") }));
    return problemLines(path, all).join("\n");
  };
  return ok({ sent: parsed.config, told });
}

function countOf(config: ConfigFile): string {
  const { secrets = [], settings } = config;
  const { destinations } = entriesOf(config);
  const words = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const both = `${words(destinations.length, "destination")}, ${words(secrets.length, "secret")}`;
  return settings === undefined ? both : `${both}, settings`;
}

const Changes = z.object({ items: z.array(ConfigChange) });

async function compared(env: Env, sent: ConfigFile): Promise<Result<ConfigChange[]>> {
  if (env.apiKey !== null) return asked(env, "POST", "config/difference", sent);
  const opened = await openForCommand(env, originFor(env));
  if (!opened.ok) return opened;
  try {
    return await compareConfig(opened.data, sent);
  } finally {
    await opened.data.stop();
  }
}

async function asked(
  env: Env,
  method: "PUT" | "POST",
  call: string,
  sent: ConfigFile,
): Promise<Result<ConfigChange[]>> {
  const answer = await ask(env, call, { method, body: JSON.stringify(sent) });
  if (!answer.ok) return answer;
  const changes = Changes.safeParse(JSON.parse(answer.data));
  return changes.success
    ? ok(changes.data.items)
    : fail("unavailable", `${originFor(env)} is no Outspan of this version`);
}

async function exported(env: Env): Promise<Result<ConfigDone>> {
  const lines = (text: string): Result<ConfigDone> => ok({ lines: [text.trimEnd()], code: 0 });
  if (env.apiKey !== null) {
    const answer = await ask(env, "config", { method: "GET" });
    return answer.ok ? lines(answer.data) : answer;
  }
  const opened = await openForCommand(env, originFor(env));
  if (!opened.ok) return opened;
  try {
    return lines(await exportConfig(opened.data, originFor(env)));
  } finally {
    await opened.data.stop();
  }
}

const Problem = z.object({ detail: z.string(), fields: z.record(z.string(), z.array(z.string())) });

async function ask(env: Env, call: string, request: { method: string; body?: string }): Promise<Result<string>> {
  if (env.apiKey === null)
    return fail("invalid", "Set OUTSPAN_API_KEY to an admin key, and OUTSPAN_URL to where Outspan answers");
  const headers = { authorization: `Bearer ${env.apiKey}`, "content-type": "application/json" };
  const url = `${originFor(env)}/api/v1/${call}`;
  const answer = await fetch(url, { ...request, headers, redirect: "error" }).catch(() => null);
  if (answer === null)
    return fail("unavailable", `${originFor(env)} does not answer: set OUTSPAN_URL to where Outspan does`);
  const text = await answer.text();
  if (answer.ok) return ok(text);
  const problem = Problem.safeParse(parsedOr(text));
  if (!problem.success) return fail("unavailable", `${originFor(env)} answered ${answer.status}`);
  return fail("invalid", problem.data.detail, { fields: problem.data.fields });
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function originFor({ url, host, port }: Env): string {
  return url ?? originOf(host, port);
}
