// An export plugin of Pixie as its page shows it: an export URL, a switch for TLS, and the fields that go along as headers.
import type { HeaderRow } from "#lib/format/headers";
import type { Lines, Marks } from "#lib/format/marks";

export type Plugin = { url: string | null; at: Lines; isInsecure: boolean; rows: HeaderRow[] };

type Label = "url" | "insecure" | "secure";
type Labelled = { label: Label | null; value: string };

export function readPlugin(lines: readonly string[], marks: Marks): Plugin {
  const plugin: Plugin = { url: null, at: { line: 1, endLine: 1 }, isInsecure: false, rows: [] };
  let pending: Label | null = null;
  for (const [index, line] of lines.entries()) {
    const words = line.trim();
    if (words === "") continue;
    const found: Labelled = pending === null ? labelled(words) : { label: pending, value: words };
    pending = found.value === "" ? found.label : null;
    readLine(found, words, { line: index + 1, endLine: index + 1 }, plugin, marks);
  }
  return plugin;
}

function readLine({ label, value }: Labelled, words: string, at: Lines, plugin: Plugin, marks: Marks): void {
  if (label === null) readOther(words, at, plugin, marks);
  else if (value === "") marks.understood(at, "");
  else take(label, value, at, plugin, marks);
}

function labelled(words: string): Labelled {
  const [, label = words, value = ""] = /^([A-Za-z][\w ()-]{0,60}?)\s*(?:\t|=|:(?!\/\/|\d))\s*(.*)$/.exec(words) ?? [];
  if (/\b(?:export|custom) (?:url|path)$/i.test(label)) return { label: "url", value };
  if (/\binsecure\b/i.test(label)) return { label: "insecure", value };
  if (/\b(?:secure|tls)\b/i.test(label)) return { label: "secure", value };
  return { label: null, value: "" };
}

function take(label: Label, value: string, at: Lines, plugin: Plugin, marks: Marks): void {
  if (label === "url") {
    plugin.url = value;
    plugin.at = at;
    return;
  }
  const isOn = /^(?:on|true|yes|enabled)$/i.test(value);
  if (!isOn && !/^(?:off|false|no|disabled)$/i.test(value)) {
    marks.unknown(at, "Write on or off");
    return;
  }
  plugin.isInsecure = label === "insecure" ? isOn : !isOn;
  marks.understood(at, plugin.isInsecure ? "Plain text" : "TLS");
}

function readOther(words: string, at: Lines, plugin: Plugin, marks: Marks): void {
  const [, name, value] = /^([\w-]{1,60})\s*[:=\t]\s*(\S.*)$/.exec(words) ?? [];
  if (name !== undefined && value !== undefined && !/^(?:plugin|name|description|version|status)$/i.test(name)) {
    plugin.rows.push({ name, value });
    marks.understood(at, "Header");
  } else if (/\b(?:pixie|plugin|retention|enabled)\b/i.test(words)) {
    marks.ignored(at, "it belongs to Pixie itself");
  }
}
