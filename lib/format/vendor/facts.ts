// What the lines of a page tell, one by one: addresses, headers, keys, a few settings. Puts nothing together.
import { parseDuration } from "#lib/destination/duration";
import type { Connection, Transport } from "#lib/destination/schema";
import { readHeaderList } from "#lib/format/header-list";
import type { HeaderRow } from "#lib/format/headers";
import type { Lines, Marks } from "#lib/format/marks";
import { withStandIns } from "#lib/format/stand-in";
import { type Address, addressIn, addressWithin, isPage, signalNamed } from "#lib/format/vendor/address";
import { codesOf, type Labelled, labelled } from "#lib/format/vendor/labelled";
import { loneLabelAt } from "#lib/format/vendor/lone-label";
import { presets } from "#lib/preset/records";

export type Facts = {
  addresses: (Address & { at: Lines })[];
  rows: HeaderRow[];
  /** Keys that no header is named for. */
  keys: { value: string; isBearer: boolean; at: Lines }[];
  user: { value: string; at: Lines } | null;
  password: { value: string; at: Lines } | null;
  transport: Transport | null;
  connection: Connection;
  /** A header's name whose value is on a line of its own. */
  named: string | null;
  /** Path of an HTTP request whose host is still to come. */
  path: string | null;
};

const addressesMax = 20;

/** A line longer than this is no line of a page. */
const lineMax = 5000;

export function factsIn(source: readonly string[], marks: Marks): Facts {
  const lines = source.map((line) => line.slice(0, lineMax).trim());
  const facts: Facts = {
    addresses: [],
    rows: [],
    keys: [],
    ...{ user: null, password: null, transport: null, connection: {}, named: null, path: null },
  };
  let isBody = false;
  let above: { label: string; line: number; valueAt: number } | null = null;
  for (const [index, line] of lines.entries()) {
    const at = { line: index + 1, endLine: index + 1 };
    const isRequest = /^POST\s+\S+(?:\s+HTTP\/[\d.]+)?$/.test(line);
    if (isRequest || /^###/.test(line)) isBody = false;
    if (isBody) marks.ignored(at, "Outspan sends items of its own");
    else if (isRequest) readRequestLine(line, at, facts, marks);
    else if (/^[{[]/.test(line) && facts.path !== null) {
      isBody = true;
      marks.ignored(at, "Outspan sends items of its own");
    } else if (isTablesOwn(lines, index)) marks.ignored(at, "it is the table’s own");
    else if (above?.valueAt === index) {
      readLine(`${above.label.replace(/:$/, "")}: ${line}`, { ...at, line: above.line }, facts, marks);
    } else {
      const label = loneLabelAt(lines, index);
      if (label === null) readLine(line, at, facts, marks);
      else if (label.valueAt === null) marks.ignored(at, "it is a heading");
      else above = { label: line, line: at.line, valueAt: label.valueAt };
    }
  }
  return facts;
}

/** The rule under a table's head, and that head. */
function isTablesOwn(lines: readonly string[], index: number): boolean {
  const isRule = (line = "") => /^\|?\s*:?-{2,}[\s|:-]*$/.test(line);
  return isRule(lines[index]) || (isRule(lines[index + 1]) && (lines[index] ?? "").includes("|"));
}

function readRequestLine(line: string, at: Lines, facts: Facts, marks: Marks): void {
  const place = line.split(/\s+/)[1] ?? "";
  const address = addressIn(place, false);
  facts.path = place.startsWith("/") ? place : "";
  if (address !== null) addAddress({ ...address, at }, facts, marks);
  else marks.understood(at, "Path of the request");
}

function addAddress(address: Facts["addresses"][number], facts: Facts, marks: Marks): void {
  if (facts.addresses.length < addressesMax) facts.addresses.push(address);
  else marks.unknown(address.at, "More addresses than Outspan reads of one text");
}

function readLine(line: string, at: Lines, facts: Facts, marks: Marks): void {
  const headers = line.startsWith("|") ? [] : codesOf(line).filter(isHeader);
  if (headers.length > 0) {
    const address = addressWithin(line);
    if (address !== null) addAddress({ ...address, at }, facts, marks);
    for (const header of headers) readLine(header, at, facts, marks);
    return;
  }
  const found = labelled(line);
  if (found === null) return;
  const kind = kinds.find(({ isIt }) => isIt(found, facts));
  if (kind !== undefined) kind.read(found, at, facts, marks);
}

const tokenName = /^[A-Za-z][A-Za-z0-9_-]{0,80}$/;
let known: ReadonlySet<string> | null = null;

function isHeaderName(name: string): boolean {
  known ??= new Set(presets().flatMap(({ headers = [] }) => headers.map((row) => row.name.toLowerCase())));
  return tokenName.test(name) && (known.has(name.toLowerCase()) || /^(?:x-|authorization$)/i.test(name));
}

/** In backticks within a sentence. */
function isHeader(code: string): boolean {
  const [, name] = /^([A-Za-z][\w-]{0,80})\s*[:=]\s*\S/.exec(code) ?? [];
  return name !== undefined && (isHeaderName(name) || name.includes("-"));
}

const place = /\b(?:endpoint|url|uri|host|hostname|address|server|ingest|collector|target)\b/;

type Kind = {
  isIt: (found: Labelled, facts: Facts) => boolean;
  read: (found: Labelled, at: Lines, facts: Facts, marks: Marks) => void;
};

/** The first that it is. */
const kinds: readonly Kind[] = [
  {
    isIt: ({ label }, { path }) => path !== null && label === "host",
    read: ({ value }, at, facts, marks) => {
      const address = addressIn(`https://${value}${facts.path ?? ""}`, true);
      if (address !== null) addAddress({ ...address, at }, facts, marks);
    },
  },
  {
    isIt: ({ label }) => /^(?:accept|accept-encoding|user-agent|content-length|connection)$/.test(label),
    read: (_, at, _facts, marks) => marks.ignored(at, "Outspan sends its own"),
  },
  {
    isIt: ({ label, name, value }) =>
      !isHeaderName(name) && label !== "" && !isPage(value) && addressIn(value, place.test(label)) !== null,
    read: ({ label, value }, at, facts, marks) => {
      const address = addressIn(value, true);
      if (address === null) return;
      const transport = /\bgrpc\b/.test(label) ? "grpc" : /\bhttps?\b/.test(label) ? "http" : address.transport;
      addAddress({ ...address, transport, signal: address.signal ?? signalNamed(label), at }, facts, marks);
    },
  },
  {
    isIt: ({ label, value }) => label === "" && addressIn(value, false) !== null && !isPage(value),
    read: ({ value }, at, facts, marks) => {
      const address = addressIn(value, false);
      if (address !== null) addAddress({ ...address, at }, facts, marks);
    },
  },
  {
    isIt: ({ label }) => /\bheader (?:name|key)$/.test(label),
    read: ({ value }, at, facts, marks) => {
      facts.named = value;
      marks.understood(at, "Name of a header");
    },
  },
  {
    isIt: ({ label }, { named }) => named !== null && /\b(?:header )?value$/.test(label),
    read: ({ value }, at, facts, marks) => {
      addRow({ name: facts.named ?? "", value }, at, facts, marks);
      facts.named = null;
    },
  },
  { isIt: ({ label }) => /(?:^|\s)headers?$/.test(label), read: readHeaders },
  {
    isIt: ({ label }) => /^(?:content-type|encoding|format)$/.test(label) || /\b(?:protocol|transport)$/.test(label),
    read: readProtocol,
  },
  { isIt: ({ label }) => /^(?:compression|content-encoding)$/.test(label), read: readCompression },
  { isIt: ({ label }) => /^timeout(?: \(?m?s\)?)?$/.test(label), read: readTimeout },
  {
    isIt: ({ name }) => isHeaderName(name),
    read: ({ name, value }, at, facts, marks) => addRow({ name, value }, at, facts, marks),
  },
  {
    isIt: ({ label }) => /\b(?:user ?name|user|instance id|stack id|account id|login)$/.test(label),
    read: ({ value }, at, facts) => {
      facts.user = { value: withStandIns(value, "USERNAME"), at };
    },
  },
  {
    isIt: ({ label }) => /\bpassword\b/.test(label),
    read: ({ value }, at, facts) => {
      facts.password = { value: withStandIns(value, "PASSWORD"), at };
    },
  },
  {
    isIt: ({ label }) => /\b(?:api[- ]?key|key|token|secret|license|bearer)\b/.test(label),
    read: ({ label, value }, at, facts) => {
      facts.keys.push({ value: withStandIns(value, "API_KEY"), isBearer: label.includes("bearer"), at });
    },
  },
  {
    isIt: ({ name }) => tokenName.test(name) && name.includes("-"),
    read: ({ name, value }, at, facts, marks) => addRow({ name, value }, at, facts, marks),
  },
  {
    isIt: ({ name, value }) => addressWithin(`${name} ${value}`) !== null,
    read: ({ name, value }, at, facts, marks) => {
      const sentence = `${name} ${value}`;
      const address = addressWithin(sentence);
      if (address !== null) addAddress({ ...address, at }, facts, marks);
      if (/\b(?:headers?|authorization)\b/i.test(sentence))
        marks.unknown(at, "Write its header on a line of its own, Name: value");
    },
  },
];

function addRow({ name, value }: HeaderRow, at: Lines, facts: Facts, marks: Marks): void {
  if (!tokenName.test(name)) marks.unknown(at, "A header’s name has letters, digits and hyphens");
  else {
    facts.rows.push({ name, value: withStandIns(value, name) });
    marks.understood(at, "Header");
  }
}

/** Name: value, or name=value,name=value. */
function readHeaders({ value }: Labelled, at: Lines, facts: Facts, marks: Marks): void {
  const [, name, rest] = /^([A-Za-z][\w-]{0,80})\s*:\s*(\S.*)$/.exec(value) ?? [];
  const isOne = name !== undefined && rest !== undefined;
  const { rows, problems } = isOne ? { rows: [{ name, value: rest }], problems: [] } : readHeaderList(value);
  for (const row of rows) addRow(row, at, facts, marks);
  for (const problem of problems) marks.unknown(at, problem);
}

function readProtocol({ value }: Labelled, at: Lines, facts: Facts, marks: Marks): void {
  const isGrpc = /\bgrpc\b/i.test(value);
  const isHttp = /\bhttp\b/i.test(value);
  if (isGrpc !== isHttp) facts.transport = isGrpc ? "grpc" : "http";
  if (/\bjson\b/i.test(value)) facts.connection.encoding = "json";
  if (/\b(?:grpc|http|json|protobuf|proto|otlp)\b|x-protobuf/i.test(value))
    marks.understood(at, "Transport and encoding");
  else marks.unknown(at, "Write http/protobuf, http/json or grpc");
}

function readCompression({ value }: Labelled, at: Lines, facts: Facts, marks: Marks): void {
  const [word] = /\b(?:gzip|none)\b/i.exec(value) ?? [];
  if (word === undefined) marks.unknown(at, "Write gzip or none");
  else {
    facts.connection.compression = word.toLowerCase() === "gzip" ? "gzip" : "none";
    marks.understood(at, "Compression");
  }
}

function readTimeout({ label, value }: Labelled, at: Lines, facts: Facts, marks: Marks): void {
  const unit = /ms/.test(label) ? "ms" : "s";
  const timeoutMs = parseDuration(/^\d+$/.test(value) ? `${value}${unit}` : value);
  if (timeoutMs === null) marks.unknown(at, "Write a number with a unit: 10s");
  else {
    if (timeoutMs !== 10_000) facts.connection.timeoutMs = timeoutMs;
    marks.understood(at, "Time limit of a request");
  }
}
