// One JSON line per event on stderr: level, time, message, fields. Values under names that look secret, and credentials
// inside texts, are replaced before anything is written. Knows nothing of who logs.

type Fields = Record<string, unknown>;
type Level = "info" | "warn" | "error";

const secretName = /authorization|key|token|secret|passw|cookie|credential/i;
/** The user part of a URL, what follows an authentication scheme, and a key of our own making but for how it begins. */
const secretText = /(:\/\/)[^\s/@]+@|\b(Bearer|Basic)\s+[\w.~+/=-]{8,}|\b(outspan_\w{4})\w{20,}/gi;
const hidden = "[hidden]";
const depthMax = 8;

/** Writes one line for each call; `write` gets the whole line, newline included. */
export function createLog(write: (line: string) => void, now: () => Date) {
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      const line = { time: now().toISOString(), level, message: cleanText(message), ...clean(fields) };
      write(`${JSON.stringify({ ...line, level })}\n`);
    };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

type Listener = (line: string) => void;
/** Next loads this module more than once in one process: all copies tell the same listeners. */
const symbol = Symbol.for("outspan.log");
const processWide = globalThis as { [symbol]?: Set<Listener> };

export const log = createLog(
  (line) => {
    process.stderr.write(line);
    for (const listener of processWide[symbol] ?? []) listener(line);
  },
  () => new Date(),
);

/** Every line of this process as it is written, cleaned; until the returned function is called. */
export function listenToLog(listener: Listener): () => void {
  processWide[symbol] ??= new Set();
  const listeners = processWide[symbol];
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function clean(fields: Fields): Fields {
  const own = new Set(["time", "level", "message"]);
  const entries = Object.entries(fields).map(([name, value]) => [
    own.has(name) ? `${name}_` : name,
    secretName.test(name) && hasContent(value) ? hidden : cleanValue(value, 1),
  ]);
  return Object.fromEntries(entries);
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") {
    return cleanText(value);
  }
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (typeof value !== "object" || value === null || value instanceof Date) {
    return value;
  }
  if (depth > depthMax) {
    return "…";
  }
  if (value instanceof Error) {
    const cause = value.cause === undefined ? {} : { cause: cleanValue(value.cause, depth + 1) };
    return { name: value.name, stack: cleanText(value.stack ?? value.message), ...cause };
  }
  if (ArrayBuffer.isView(value)) {
    return `[${value.byteLength} bytes]`;
  }
  if (Array.isArray(value)) {
    return value.map((item) => cleanValue(item, depth + 1));
  }
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    secretName.test(name) && hasContent(inner) ? hidden : cleanValue(inner, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** Absent and empty values and switches say nothing secret and are worth reading. */
function hasContent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && typeof value !== "boolean";
}

function cleanText(text: string): string {
  return text.replace(secretText, (_all, scheme?: string, kind?: string, key?: string) => {
    if (key !== undefined) return `${key}${hidden}`;
    return scheme === undefined ? `${kind} ${hidden}` : `${scheme}${hidden}@`;
  });
}
