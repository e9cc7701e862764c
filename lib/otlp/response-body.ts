// Bodies of OTLP answers: ExportXServiceResponse and google.rpc.Status, read by the answer's own Content-Type (R4.3).
// Pure and lenient in what it reads, never throwing: what cannot be read is null.
import { type Signal, signalFacts } from "#lib/otlp/signal";
import { bytesOf, integerOf, readFields, textOf, type WireField } from "#lib/otlp/wire";

export type BodyKind = "protobuf" | "json" | "html" | "other";

/** `isForeign`: readable, but nothing in it belongs to an OTLP answer. `message` is then what speaks of a failure, if anything. */
export type ExportResponse = { rejected: number; message: string; isForeign: boolean };
export type Status = { code: number; message: string; retryAfterMs: number | null };

/** By type, parameters ignored; a body that starts like a page is a page whatever its type says. */
export function bodyKind(contentType: string | null, body: Uint8Array): BodyKind {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const start = decodeText(body.subarray(0, 64)).trimStart().toLowerCase();
  if (type === "text/html" || type === "application/xhtml+xml" || /^<(!doctype html|html|head)/.test(start))
    return "html";
  if (/^application\/(x-protobuf|protobuf|vnd\.google\.protobuf|grpc(\+proto)?)$/.test(type)) return "protobuf";
  if (/[/+]json$/.test(type) || start.startsWith("{")) return "json";
  return type === "" || type === "application/octet-stream" ? "protobuf" : "other";
}

/** A body of a 2xx answer; null = not an export response (R6.7). No bytes at all are full success in protobuf (R6.1). */
export function decodeExportResponse(
  signal: Signal,
  contentType: string | null,
  body: Uint8Array,
): ExportResponse | null {
  const kind = bodyKind(contentType, body);
  if (kind === "html") return null;
  if (body.length === 0) return { rejected: 0, message: "", isForeign: false };
  if (kind === "json") return jsonExportResponse(signal, parseObject(body));
  return kind === "protobuf" ? protobufExportResponse(body) : null;
}

function protobufExportResponse(body: Uint8Array): ExportResponse | null {
  const fields = readFields(body);
  if (!fields || fields.some((field) => field.number === 1 && field.wire !== 2)) return null;
  const inner = bytesOf(fields, 1);
  if (!inner) return { rejected: 0, message: "", isForeign: true };
  const partial = readFields(inner);
  const message = partial && textOf(partial, 2);
  if (!partial || message === null) return null;
  return { rejected: count(integerOf(partial, 1)), message, isForeign: false };
}

function jsonExportResponse(signal: Signal, body: Record<string, unknown> | null): ExportResponse | null {
  if (!body) return null;
  const { rejectedField } = signalFacts[signal];
  const partial = body.partialSuccess ?? body.partial_success;
  if (partial === undefined || partial === null) {
    const isForeign = Object.keys(body).length > 0 && partial === undefined;
    return { rejected: 0, message: isForeign && saysFailure(body) ? (jsonWords(body) ?? "") : "", isForeign };
  }
  if (!isObject(partial)) return null;
  const snake = rejectedField.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const rejected = integer(partial[rejectedField] ?? partial[snake] ?? 0);
  const message = partial.errorMessage ?? partial.error_message ?? "";
  if (rejected === null || typeof message !== "string") return null;
  return { rejected, message, isForeign: false };
}

/** {"status":"error","message":…} under a 200: whoever wrote it did not mean success. */
function saysFailure({ error, errors, status, success, ok }: Record<string, unknown>): boolean {
  const isError = [error, errors].some((one) => (Array.isArray(one) ? one.length > 0 : Boolean(one)));
  return isError || success === false || ok === false || /^(?:error|fail(?:ed|ure)?)$/i.test(String(status));
}

/** google.rpc.Status of an error answer (R6.8), protobuf or JSON. */
export function decodeStatus(contentType: string | null, body: Uint8Array): Status | null {
  if (body.length === 0) return null;
  const kind = bodyKind(contentType, body);
  if (kind === "json") return jsonStatus(parseObject(body));
  return kind === "protobuf" ? protobufStatus(body) : null;
}

export function protobufStatus(body: Uint8Array): Status | null {
  const fields = readFields(body);
  if (!fields || fields.some((field) => field.number < 1 || field.number > 3)) return null;
  const message = textOf(fields, 2);
  const code = Number(BigInt.asIntN(32, integerOf(fields, 1)));
  if (message === null || (message === "" && code === 0)) return null;
  return { code, message, retryAfterMs: retryInfo(fields) };
}

function retryInfo(status: readonly WireField[]): number | null {
  for (const detail of status) {
    const any = detail.number === 3 && detail.wire === 2 ? readFields(detail.bytes) : null;
    if (!any || !textOf(any, 1)?.endsWith("/google.rpc.RetryInfo")) continue;
    const info = readFields(bytesOf(any, 2) ?? new Uint8Array());
    const delay = info && readFields(bytesOf(info, 1) ?? new Uint8Array());
    if (delay) return Number(integerOf(delay, 1)) * 1000 + Number(integerOf(delay, 2)) / 1e6;
  }
  return null;
}

function jsonStatus(body: Record<string, unknown> | null): Status | null {
  if (!body || typeof body.message !== "string") return null;
  const code = integer(body.code ?? 0);
  if (code === null || Object.keys(body).some((key) => !["code", "message", "details"].includes(key))) return null;
  const details = Array.isArray(body.details) ? body.details.filter(isObject) : [];
  const info = details.find((detail) => String(detail["@type"]).endsWith("/google.rpc.RetryInfo"));
  const delay = /^(\d+(?:\.\d+)?)s$/.exec(String(info?.retryDelay))?.[1];
  return { code, message: body.message, retryAfterMs: delay === undefined ? null : Number(delay) * 1000 };
}

/** What an error body says in words, best source first: Status, JSON's usual fields, the page's title, the text. */
export function wordsOf(contentType: string | null, body: Uint8Array): string {
  const kind = bodyKind(contentType, body);
  const status = decodeStatus(contentType, body);
  if (status?.message) return status.message;
  const said = decodeText(body);
  if (kind === "json") return jsonWords(parseObject(body)) ?? said;
  if (kind === "html") return pageWords(said.slice(0, pageLengthMax));
  return isText(body) ? said : "";
}

/** Patterns over a page stay linear in its length, whatever it holds; a title stands near its start. */
const pageLengthMax = 16 * 1024;

function pageWords(page: string): string {
  const title = /<title[^<>]*>([^<]*)/i.exec(page)?.[1];
  const text = title ?? page.replace(/<(style|script)\b[\s\S]*?<\/\1>|<[^<>]*>/gi, " ");
  return text.replace(/\s+/g, " ").trim();
}

function jsonWords(body: unknown, depth = 0): string | null {
  if (typeof body === "string") return body;
  if (depth > 3) return null;
  if (Array.isArray(body)) return jsonWords(body[0], depth + 1);
  if (!isObject(body)) return null;
  for (const key of [
    "message",
    "error_description",
    "error",
    "errors",
    "detail",
    "reason",
    "title",
    "Message",
    "msg",
  ]) {
    const found = body[key] ? jsonWords(body[key], depth + 1) : null;
    if (found) return found;
  }
  return null;
}

function decodeText(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

function isText(body: Uint8Array): boolean {
  return !body.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function parseObject(body: Uint8Array): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(decodeText(body));
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** int64 in JSON is a string or a number (R5.4). */
function integer(value: unknown): number | null {
  if (typeof value === "string" && /^-?\d{1,19}$/.test(value)) return count(BigInt(value));
  return typeof value === "number" && Number.isInteger(value) ? Math.max(0, value) : null;
}

function count(value: bigint): number {
  return value < 0n ? 0 : Number(value);
}
