// What kind of file an answer is, where it is none of OTLP: by its first bytes, then by the type that the server gives it. Knows no
// failure.
import type { Attempt } from "#lib/otlp/explain/facts";

const beginnings: [string, string][] = [
  ["%PDF-", "a PDF"],
  ["\x89PNG", "a picture"],
  ["\xff\xd8\xff", "a picture"],
  ["GIF8", "a picture"],
  ["PK\x03\x04", "a ZIP archive"],
  ["\x1f\x8b", "a packed file"],
  ["\x7fELF", "a program"],
  ["<?xml", "an XML document"],
  ["<svg", "a picture"],
  ["wOF2", "a font"],
];

const types: [RegExp, string][] = [
  [/^application\/pdf\b/, "a PDF"],
  [/^image\//, "a picture"],
  [/^(?:video|audio)\//, "a recording"],
  [/^font\//, "a font"],
  [/^text\/css\b/, "a style sheet"],
  [/^(?:text|application)\/(?:x-)?(?:java|ecma)script\b/, "a script"],
  [/^text\/csv\b/, "a table"],
  [/^text\/markdown\b/, "a text"],
  [/^text\/event-stream\b/, "a stream of events"],
  [/^application\/(?:zip|x-tar|gzip|x-gzip|x-7z-compressed)\b/, "an archive"],
  [/^(?:text|application)\/(?:[\w.-]+\+)?xml\b/, "an XML document"],
  [/^application\/(?:msword|vnd\.(?:ms-|openxmlformats|oasis))/, "an office document"],
];

/** "a PDF", "a web page"; null for what may be an OTLP answer, or a plain text. */
export function servedFile({ answer, exchange }: Attempt): string | null {
  const reply = exchange.answer;
  if (reply === null || reply.body.length === 0) return null;
  if (answer.isHtml) return "a web page";
  const start = Buffer.from(reply.body.subarray(0, 16)).toString("latin1").trimStart();
  const byStart = beginnings.find(([begin]) => start.startsWith(begin))?.[1];
  if (byStart !== undefined) return byStart;
  const type = (reply.contentType ?? "").trim().toLowerCase();
  return types.find(([pattern]) => pattern.test(type))?.[1] ?? null;
}
