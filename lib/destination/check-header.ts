// Judges header rows (R3.5–R3.10; C07–C13). No message holds a value.
import { lineProblem } from "#lib/destination/check-value";
import type { Fix, Problem } from "#lib/destination/problem";
import type { Header } from "#lib/destination/schema";

export const headersMax = 64;
const nameLengthMax = 256;
export const valueLengthMax = 16_384;

/** What the transport sets itself (R3.9); http2 refuses the connection-specific ones. */
const reservedNames = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);

function problem(path: string, message: string, code = "settings.invalid", fix: Fix | null = null): Problem {
  return { path, code, message, fix };
}

/** `at` = pointer of the headers. `isGrpc`: some signal sends them by gRPC, where names that end in -bin carry bytes. */
export function checkHeaders(headers: readonly Header[], at: string, isGrpc: boolean): Problem[] {
  if (headers.length > headersMax) return [problem(at, `Use ${headersMax} headers or fewer`)];
  const seen = new Set<string>();
  return headers.flatMap(({ name, value }, index) => {
    const row = `${at}/${index}`;
    const lower = name.toLowerCase();
    const again = seen.has(lower) && name !== "";
    seen.add(lower);
    const twice = again ? problem(`${row}/name`, "A header with this name exists already") : null;
    return [checkName(name, row, isGrpc) ?? twice, checkSecret(value, `${row}/value`, "value")].filter(
      (one) => one !== null,
    );
  });
}

function checkName(name: string, row: string, isGrpc: boolean): Problem | null {
  const path = `${row}/name`;
  if (name.trim() === "") return problem(path, "Enter the header name");
  if (name.length > nameLengthMax) return problem(path, `Shorten the header name to ${nameLengthMax} characters`);
  const dirt = lineProblem(name, path, "header name");
  if (dirt) return dirt;
  const colon = name.indexOf(":");
  if (colon >= 0) {
    const bare = name.slice(0, colon);
    const isTrailing = colon === name.length - 1 && isToken(bare);
    const fix = isTrailing ? { label: "Remove the colon", changes: [{ path, value: bare }] } : null;
    return problem(path, "Leave the colon out: the name goes here, the value beside it", "header.reserved_name", fix);
  }
  if (name.includes(" ")) return problem(path, "A header name has no space: the value goes into the field beside it");
  if (name.includes("=")) return problem(path, "A header name has no =: what follows goes into the field beside it");
  if (!isToken(name)) return problem(path, "Use letters, digits and hyphens for the header name");
  return checkReserved(name, row, isGrpc);
}

function isToken(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

function checkReserved(name: string, row: string, isGrpc: boolean): Problem | null {
  const lower = name.toLowerCase();
  const code = "header.reserved_name";
  const fix: Fix = { label: `Remove ${name}`, changes: [{ path: row, op: "remove" }] };
  if (reservedNames.has(lower) || lower.startsWith("grpc-")) {
    return problem(`${row}/name`, `Remove ${name}: the transport sets it`, code, fix);
  }
  if (isGrpc && lower.endsWith("-bin")) {
    return problem(`${row}/name`, "Over gRPC a name that ends in -bin carries bytes: use another name", code, fix);
  }
  return null;
}

/** One line of printable ASCII; null is a saved value, judged when it was entered. */
export function checkSecret(value: string | null, path: string, noun: string): Problem | null {
  if (value === null) return null;
  if (value.trim() === "") return problem(path, `Enter the ${noun}`);
  if (value.length > valueLengthMax) return problem(path, `Shorten the ${noun} to 16,384 characters`);
  return lineProblem(value, path, noun);
}
