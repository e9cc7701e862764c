// Turns the evidence of a stage into lines to show, and finds in it the server's own words and the ids to search for.
// Takes any plain JSON: a key it does not know is shown under its own name.
import type { Stage } from "#lib/otlp/report";

type Json = Stage["evidence"][string];
/** `key` tells lines of equal label apart. */
export type EvidenceLine = { key: string; label: string; text: string; depth: number; copy: boolean };

type Unkeyed = Omit<EvidenceLine, "key">;

export function evidenceLines(evidence: Stage["evidence"]): EvidenceLine[] {
  const lines = Object.entries(evidence).flatMap(([key, value]) => linesOf(labelOf(key), value, 0));
  return lines.map((line, position) => ({ ...line, key: `${position} ${line.label}` }));
}

function linesOf(label: string, value: Json, depth: number): Unkeyed[] {
  if (value === null || value === "") return [];
  if (Array.isArray(value)) return listLines(label, value, depth);
  if (typeof value === "object") {
    const inner = Object.entries(value).flatMap(([key, one]) =>
      linesOf(keepsCase(label) ? key : labelOf(key), one, depth + 1),
    );
    return inner.length === 0 ? [] : [{ label, text: "", depth, copy: false }, ...inner];
  }
  const text = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  return [{ label, text, depth, copy: /\bid\b|fingerprint/i.test(label) }];
}

function listLines(label: string, values: Json[], depth: number): Unkeyed[] {
  if (values.length === 0) return [];
  if (values.every((one) => typeof one !== "object")) return [{ label, text: values.join(", "), depth, copy: false }];
  return values.flatMap((one, position) => linesOf(values.length > 1 ? `${label} ${position + 1}` : label, one, depth));
}

/** Header and trailer names are the peer's: they keep their spelling. */
function keepsCase(label: string): boolean {
  return /headers|trailers/i.test(label);
}

const spellings: Record<string, string> = {
  alpn: "ALPN",
  tls: "TLS",
  http: "HTTP",
  otlp: "OTLP",
  dns: "DNS",
  url: "URL",
  id: "id",
  ms: "ms",
  grpc: "gRPC",
  sdk: "SDK",
  ca: "CA",
  ip: "IP",
};

/** `httpVersion` → "HTTP version", `trace_id` → "Trace id", `outspan.run.id` stays. */
function labelOf(key: string): string {
  if (key.includes(".") || key.includes("-")) return key;
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase()
    .split(" ");
  const spelled = words.map((word) => spellings[word] ?? word).join(" ");
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}

/** Ids under which the items of this stage can be found at the vendor. */
export function idsOf(stage: Stage): [string, string][] {
  const ids = stage.evidence.ids;
  if (typeof ids !== "object" || ids === null || Array.isArray(ids)) return [];
  return Object.entries(ids).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
