// What the diagnosis may know of a backend, told from its host: the header it reads, its path, its temporality, where it
// says what it dropped. Nothing of forms, and nothing of one destination.
import type { Encoding, Transport } from "#lib/destination/schema";
import { type Signal, signals } from "#lib/otlp/signal";
import { signalsOf } from "#lib/preset/plan";
import type { Preset, PresetAuth } from "#lib/preset/preset";
import { recognisePreset } from "#lib/preset/recognise";
import { presetOf } from "#lib/preset/records";

export type Quirks = {
  presetId: string;
  /** The vendor's name, for sentences. */
  name: string;
  /** The header that carries the key; null where none does. */
  headerName: string | null;
  auth: "none" | "header" | PresetAuth["type"];
  /** What the header's value looks like, as a sentence's end: "Authorization: Api-Token and the API token". */
  format: string | null;
  /** In front of /v1/traces, such as "/otlp"; "" for none; null where the paths are the vendor's own. */
  prefix: string | null;
  requiredTemporality: "delta" | "cumulative" | null;
  transports: Transport[];
  /** Over HTTP. Empty: not told. */
  encodings: Encoding[];
  signals: Signal[];
  /** Hosts of the vendor's other regions, for a key that is unknown in this one. */
  siblings: { label: string; host: string }[];
  /** Where to look for what was accepted and dropped afterwards. */
  laterRejection: string | null;
  /** What must be switched on at the backend first. */
  switchedOff: string | null;
  notes: string[];
};

/** null for a host that is no vendor's own: nothing is guessed from localhost or a name of one's own. */
export function quirksOf(host: string): Quirks | null {
  // Addresses and names of one's own network: nothing to look up, and most probes go there.
  if (!/[a-z0-9-]\.[a-z]{2,}$/i.test(host)) return null;
  const found = recognisePreset(host);
  return found === null ? null : quirksOfPreset(found.id, host);
}

/** The same of a preset that the operator chose; `host` is left out of the siblings. */
export function quirksOfPreset(id: string, host = ""): Quirks | null {
  const preset = presetOf(id);
  if (preset === null) return null;
  const [auth] = preset.auth ?? [];
  const header = preset.headers?.find(({ secret }) => secret) ?? preset.headers?.find(({ optional }) => !optional);
  const isHeader = auth === undefined && header !== undefined;
  return {
    presetId: id,
    name: preset.name,
    headerName: auth !== undefined ? "Authorization" : (header?.name ?? null),
    auth: auth?.type ?? (isHeader ? "header" : "none"),
    format: auth !== undefined ? authFormat(preset, auth) : header ? headerFormat(preset, header) : null,
    prefix: prefixOf(preset),
    requiredTemporality: preset.temporality.required,
    transports: [...new Set(preset.endpoints.map(({ transport }) => transport))],
    encodings: encodingsOf(preset),
    signals: signalsOf(preset),
    siblings: siblingsOf(preset).filter((one) => one.host !== host.toLowerCase()),
    laterRejection: preset.laterRejection ?? null,
    switchedOff: preset.switchedOff ?? null,
    notes: preset.notes,
  };
}

function headerFormat(preset: Preset, { name, value }: { name: string; value: string }): string {
  const scheme = /^(.*?)\s*\{(\w+)\}$/.exec(value);
  if (scheme === null) return `${name}: ${value}`;
  const [, before = "", variable = ""] = scheme;
  const label = labelOf(preset, variable);
  return before === "" ? `${name} with the ${label} alone` : `${name}: ${before} and the ${label}`;
}

function authFormat(preset: Preset, auth: PresetAuth): string {
  if (auth.type === "bearer") return `Authorization: Bearer and the ${labelIn(preset, auth.token)}`;
  if (auth.type === "basic") {
    return `Basic with the ${labelIn(preset, auth.username)} as username and the ${labelIn(preset, auth.password)} as password`;
  }
  if (auth.type === "sigv4") return "a SigV4 signature for the region and the service in the host";
  return "an OAuth2 token that is renewed";
}

function labelIn(preset: Preset, template: string): string {
  return labelOf(preset, /\{(\w+)\}/.exec(template)?.[1] ?? "");
}

/** Inside a sentence: "API key" keeps its capitals, "Access token" loses one. */
function labelOf(preset: Preset, name: string): string {
  const label = preset.variables.find((variable) => variable.name === name)?.label ?? "key";
  return /^[A-Z][a-z]/.test(label) && !label.startsWith(preset.name)
    ? label.charAt(0).toLowerCase() + label.slice(1)
    : label;
}

function prefixOf({ endpoints }: Preset): string | null {
  const base = endpoints.find(({ transport }) => transport === "http")?.base;
  if (base === undefined) return null;
  const path = base.replace(/^(?:https?:\/\/)?[^/]+/, "");
  return path.includes("{") ? null : path;
}

function encodingsOf({ protocols }: Preset): Encoding[] {
  const taken = signals.map((signal) => protocols[signal]).filter((one) => one !== undefined);
  const everywhere = (name: "http/protobuf" | "http/json") =>
    taken.length > 0 && taken.every((one) => one.includes(name));
  return [
    ...(everywhere("http/protobuf") ? ["protobuf" as const] : []),
    ...(everywhere("http/json") ? ["json" as const] : []),
  ];
}

/** The first HTTP endpoint's host with each known value of its variable. */
function siblingsOf({ endpoints, variables }: Preset): { label: string; host: string }[] {
  const template = endpoints.find(({ transport, base }) => transport === "http" && base !== undefined)?.base;
  const inHost = template === undefined ? null : /^(?:https?:\/\/)?([^/:]+|\{\w+\})/.exec(template)?.[1];
  const name = /\{(\w+)\}/.exec(inHost ?? "")?.[1];
  const options = variables.find((variable) => variable.name === name)?.options ?? [];
  return options.flatMap(({ value, label }) => {
    const host = (inHost ?? "").replace(`{${name}}`, value.replace(/^https?:\/\//, "")).replace(/[:/].*$/, "");
    return host.startsWith("localhost") ? [] : [{ label, host }];
  });
}
