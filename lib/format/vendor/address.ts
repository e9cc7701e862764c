// An address on a page: a URL, host:port, or a URL in a sentence. Says what its port, its path and the words beside it tell of transport and signal.
import type { Transport } from "#lib/destination/schema";
import { withStandIns } from "#lib/format/stand-in";
import { type Signal, signals } from "#lib/otlp/signal";

export type Address = { text: string; transport: Transport | null; signal: Signal | null };

const url = /^(?:https?|grpcs?):\/\/[^\s"'`<>|]+$/i;
const hostAndPort = /^(?:\[[0-9a-f:.]+\]|[a-z0-9${}](?:[\w.${}-]{0,250}[a-z0-9}])?):\d{2,5}$/i;
const domain = /^(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20}(?::\d{2,5})?(?:\/[\w./-]*)?$/i;

/** A value that is an address and nothing else. `isExpected`: a label says that it is one. */
export function addressIn(value: string, isExpected: boolean): Address | null {
  if (!/[.:$<]/.test(value)) return null;
  const text = withStandIns(value.trim(), "ENDPOINT");
  if (!url.test(text) && !hostAndPort.test(text) && !(isExpected && (domain.test(text) || text.startsWith("${")))) {
    return null;
  }
  return { text, transport: transportBy(text), signal: signalBy(text) };
}

const page = /^https?:\/\/(?:docs?|www|help|support|blog|github|learn)\./i;
const sending = /\b(?:send|sends|sending|export|exporter|exporters|endpoint|ingest|otlp|point)\b/i;

/** The one URL of a sentence about sending. */
export function addressWithin(sentence: string): Address | null {
  if (!sentence.includes("://")) return null;
  const found = sentence.match(/https?:\/\/[^\s"'`<>|()[\]]+/gi) ?? [];
  const [text = ""] = found.map((one) => one.replace(/[.,;:!?]$/, ""));
  if (found.length !== 1 || page.test(text) || !sending.test(sentence)) return null;
  return addressIn(text, true);
}

/** Whether a URL is a page to read. */
export function isPage(text: string): boolean {
  return page.test(text);
}

function transportBy(text: string): Transport | null {
  if (/^grpcs?:/i.test(text)) return "grpc";
  if (/:4317\/?$/.test(text)) return "grpc";
  if (/^https?:/i.test(text) || /:4318\b/.test(text)) return "http";
  return hostAndPort.test(text) ? "grpc" : null;
}

function signalBy(text: string): Signal | null {
  const path = text.replace(/^[a-z]+:\/\//i, "").replace(/^[^/]*/, "");
  const [, word] = /\/(traces?|metrics?|logs?)(?=[/?]|$)/i.exec(path) ?? [];
  return word === undefined ? null : signalNamed(word);
}

/** "Traces endpoint". */
export function signalNamed(words: string): Signal | null {
  const named = signals.filter((signal) => new RegExp(`\\b${signal.replace(/s$/, "")}s?\\b`, "i").test(words));
  return named.length === 1 ? (named[0] ?? null) : null;
}
