// Endpoints as variables give them, written as a destination has them (R1.1–R1.4, R2.1–R2.5).

import { holeName, holeText } from "#lib/destination/hole";
import type { Transport } from "#lib/destination/schema";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export type ReadEndpoint = { endpoint: string; notes: string[] };

/** `insecure` decides only where a gRPC target has no scheme (R2.3). A path means nothing to gRPC (R2.5). */
export function endpointFor(transport: Transport, value: string, insecure: boolean): ReadEndpoint {
  if (transport === "http") return { endpoint: value, notes: [] };
  const bare = value.replace(/^dns:\/{0,3}(?=[^/\d])/i, "");
  const [, scheme = "", authority = "", path = ""] = /^(https?:\/\/)?([^/?#]*)(.*)$/is.exec(bare) ?? [];
  const notes = path.length > 1 ? ["its path is left out: gRPC has none"] : [];
  return { endpoint: `${scheme || (insecure ? "http://" : "")}${authority}`, notes };
}

/** {your-tenant} of a vendor's page; no URL has braces. */
export function withOpenParts(value: string): string {
  return value.replace(/(?<!\$)\{([A-Za-z][\w .-]{0,60})\}/g, (_, words: string) => holeText(holeName(words)));
}

export function hasScheme(endpoint: string): boolean {
  return /^https?:\/\//i.test(endpoint);
}

/** The base with the signal's path after exactly one slash (R1.2). */
export function signalUrl(base: string, signal: Signal): string {
  return base.replace(/\/+$/, "") + signalFacts[signal].path;
}

/** 4317 is where gRPC is served by custom. */
export function usesGrpcPort(endpoint: string): boolean {
  return /:4317(?:\/|$)/.test(endpoint);
}

export function hasNoPath(url: string): boolean {
  return /^https?:\/\/[^/?#]+$/i.test(url);
}
