// Reads commands of curl and grpcurl: each is a request to one signal's place. Those that go to one place are one destination.

import { holesIn, holeText } from "#lib/destination/hole";
import type { Auth, Connection } from "#lib/destination/schema";
import { type Context, type Request, readRequest } from "#lib/format/curl/request";
import { commandsOf, type Word } from "#lib/format/curl/words";
import { grpcEndpointOf } from "#lib/format/grpc-endpoint";
import { connectionHeaders } from "#lib/format/headers";
import type { Reader } from "#lib/format/imported";
import { type Lines, linesOf, type Marks } from "#lib/format/marks";
import { draftsOf, type SignalExport } from "#lib/format/signal-export";
import { withStandIns } from "#lib/format/stand-in";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

const program = /^(?:.*[/\\])?(?:curl|grpcurl)(?:\.exe)?$/;

export const curlReader: Reader = {
  format: "curl",
  label: "curl",
  recognises: (text) =>
    /^[ \t]*(?:(?:(?:PS )?[A-Za-z]:\\[^>\n]{0,200}>|PS>|[$%❯>])[ \t]+)?(?:\w{1,60}=\S{0,200}[ \t]+)?(?:sudo[ \t]+)?(?:[\w./\\:-]{0,200}[/\\])?(?:curl|grpcurl)(?:\.exe)?[ \t]/m.test(
      text,
    ) && !/^[ \t]*(?:export[ \t]+|ENV[ \t]+)?OTEL_\w+[ \t]*[=:]/m.test(text),
  read: (text, marks) => {
    const lines = linesOf(text);
    const requests = requestsIn(text, marks);
    for (const one of requests) if (signalIn(one) === null) one.signal = announced(one, lines);
    const telling = requests.filter((one) => isTelemetry(one) || requests.length === 1);
    for (const one of requests) {
      if (telling.includes(one)) marks.understood(one.at, "");
      else for (const at of [one.at, one.target ?? one.at]) marks.ignored(at, "it sends no telemetry");
    }
    for (const [index, line] of lines.entries()) {
      if (/^\s*(?:```|~~~)/.test(line))
        marks.ignored({ line: index + 1, endLine: index + 1 }, "it belongs to the page");
    }
    return { destinations: draftsOf(telling.flatMap((one) => exportsOf(one, marks))) };
  },
};

/** What the text sets or writes before it is used. */
type Kept = { value: string; at: Lines[]; isUsed: boolean };

/** Variables may be made of each other: twice as long with every line. */
const expandedMax = 262_144;

function requestsIn(text: string, marks: Marks): Request[] {
  const variables = new Map<string, Kept>();
  const files = new Map<string, Kept>();
  const taken = (kept: Kept | undefined): string | null => {
    if (kept !== undefined) kept.isUsed = true;
    return kept?.value ?? null;
  };
  const context: Context = { marks, fileText: (name) => taken(files.get(name.replace(/^\.\//, ""))) };
  const requests: Request[] = [];
  let left = expandedMax;
  const commands = commandsOf(text, {
    look: (name) => {
      const kept = variables.get(name);
      left -= kept?.value.length ?? 0;
      return left < 0 ? null : taken(kept);
    },
    comment: (line) => marks.ignored({ line, endLine: line }, "it is a comment"),
    unclosed: (line) => marks.unknown({ line, endLine: line }, "A quote is missing at the end of this value"),
  });
  for (const words of commands) {
    const { sent, kept, written } = parted(words);
    for (const [name, one] of kept) variables.set(name, one);
    if (written !== null) files.set(written.name, written);
    const [first, ...rest] = sent;
    if (first === undefined) continue;
    const request = readRequest(first, rest, context);
    const proxy = [...kept].find(([name]) => /^(?:https?|all)_proxy$/i.test(name))?.[1];
    if (proxy !== undefined) request.proxy ??= taken(proxy);
    requests.push(request);
  }
  for (const { at, isUsed } of [...variables.values(), ...files.values()]) {
    for (const lines of at) {
      if (isUsed) marks.understood(lines, "Read where it is used");
      else marks.ignored(lines, "no command here uses it");
    }
  }
  return requests;
}

type Parted = { sent: Word[]; kept: Map<string, Kept>; written: (Kept & { name: string }) | null };

/** NAME=value before a command; the command without its redirections; or what printf writes into a file. */
function parted(words: readonly Word[]): Parted {
  const kept = new Map<string, Kept>();
  let start = 0;
  for (const { text, at } of words) {
    const [, name, value = ""] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) ?? [];
    if (name === undefined && !/^(?:sudo|export|set)$/.test(text)) break;
    if (name !== undefined) kept.set(name, { value: withStandIns(value, name), at: [at], isUsed: false });
    start += 1;
  }
  const command = words.slice(start);
  const [first] = command;
  if (first !== undefined && program.test(first.text))
    return { sent: withoutRedirections(command), kept, written: null };
  return { sent: [], kept, written: writtenFile(command) };
}

function withoutRedirections(words: readonly Word[]): Word[] {
  return words.filter((word, index) => !word.isOperator && words[index - 1]?.isOperator !== true);
}

function writtenFile(words: readonly Word[]): Parted["written"] {
  const operator = words.findIndex(({ isOperator, text }) => isOperator && text === ">");
  const name = words[operator + 1]?.text;
  const content = words[operator - 1]?.text;
  if (operator < 2 || name === undefined || content === undefined) return null;
  return { name: name.replace(/^\.\//, ""), value: `${content}\n`, at: words.map(({ at }) => at), isUsed: false };
}

/** Of a URL: its signal by the path. */
function signalIn({ target, signal }: Request): Signal | null {
  const path = /^[^?#]*/.exec(target?.text ?? "")?.[0] ?? "";
  return signals.find((one) => path.replace(/\/$/, "").endsWith(signalFacts[one].path)) ?? signal;
}

/** The one signal that the comment above a command speaks of. */
function announced({ at }: Request, lines: readonly string[]): Signal | null {
  const said = new Set<Signal>();
  for (let above = at.line - 2; above >= 0 && /^\s*#/.test(lines[above] ?? ""); above -= 1) {
    for (const signal of signals) {
      if (new RegExp(`\\b${signal.replace(/s$/, "")}s?\\b`, "i").test(lines[above] ?? "")) said.add(signal);
    }
  }
  return said.size === 1 ? ([...said][0] ?? null) : null;
}

function isTelemetry(request: Request): boolean {
  return signalIn(request) !== null || request.hasBody;
}

function exportsOf(request: Request, marks: Marks): SignalExport[] {
  const { target } = request;
  if (target === null) {
    marks.unknown(request.at, "An address is missing");
    return [];
  }
  const signal = signalIn(request);
  const place = placeOf(request, target.text.trim());
  const what = signal === null ? "all signals: the command does not say which" : signal;
  marks.understood(target, `Endpoint of ${what}${place.note}`);
  const connection = connectionOf(request, place);
  if (signal !== null) return [{ signal, isOn: true, connection }];
  const base = place.endpoint.replace(/\/$/, "");
  return signals.map((one) => {
    const endpoint = request.transport === "grpc" ? base : base + signalFacts[one].path;
    return { signal: one, isOn: true, connection: { ...connection, endpoint } };
  });
}

type Place = { endpoint: string; serverName?: string; note: string };

function placeOf({ transport, isPlain, connectTo }: Request, typed: string): Place {
  const text = withStandIns(typed, "ENDPOINT");
  if (transport === "grpc") return grpcEndpointOf(isPlain && !/^https?:\/\//i.test(text) ? `http://${text}` : text);
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || text.startsWith("${");
  const url = hasScheme ? text : `http://${text}`;
  const note = hasScheme ? "" : "; without a scheme curl takes http";
  const [, scheme = "", authority = "", path = ""] = /^(https?:\/\/)([^/?#]*)(.*)$/is.exec(url) ?? [];
  const [, real = ""] = /^(?:\[[^\]]*\]|[^:[\]]*):\d*:((?:\[[^\]]*\]|[^:[\]]+):\d+)$/.exec(connectTo ?? "") ?? [];
  if (real === "" || authority === "") return { endpoint: url, note };
  const endpoint = `${scheme}${real.replace(scheme.length === 8 ? /:443$/ : /:80$/, "")}${path}`;
  return { endpoint, serverName: authority.replace(/:\d*$/, ""), note };
}

function connectionOf(request: Request, { endpoint, serverName }: Place): Connection {
  const { transport, encoding, compression, proxy, timeoutMs } = request;
  const tls = serverName === undefined ? request.tls : { ...request.tls, serverName };
  const { rows, auth: own } = credentials(request);
  const { headers, auth = own } = connectionHeaders(rows);
  return {
    transport,
    endpoint,
    ...(encoding === null || transport === "grpc" ? {} : { encoding }),
    ...(compression === null ? {} : { compression }),
    ...(headers === undefined ? {} : { headers }),
    ...(auth === undefined ? {} : { auth }),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
    ...(proxy === null ? {} : { proxy: withStandIns(proxy) }),
    ...(timeoutMs === null || timeoutMs === 10_000 ? {} : { timeoutMs }),
  };
}

/** AWS' session token is a header of its own there. */
function credentials({ user, bearer, aws, rows }: Request): { rows: Request["rows"]; auth?: Auth } {
  const [name = "", secret = holeText("PASSWORD")] = user === null ? [] : atColon(withStandIns(user));
  if (aws !== null) {
    const session = rows.find((row) => /^x-amz-security-token$/i.test(row.name));
    const keys =
      user === null
        ? { credentials: "host" as const }
        : { credentials: "static" as const, accessKeyId: name, secretAccessKey: secret };
    const auth: Auth = { type: "sigv4", ...aws, ...keys, ...(session ? { sessionToken: session.value } : {}) };
    return { rows: rows.filter((row) => row !== session), auth };
  }
  if (bearer !== null) return { rows, auth: { type: "bearer", token: withStandIns(bearer, "TOKEN") } };
  if (user === null) return { rows };
  return { rows, auth: { type: "basic", username: name, password: secret } };
}

/** At the first colon; a hole alone holds both. */
function atColon(user: string): string[] {
  const colon = user.indexOf(":");
  if (colon >= 0) return [user.slice(0, colon), user.slice(colon + 1)];
  return holesIn(user).length === 1 ? [user, holeText("PASSWORD")] : [user];
}
