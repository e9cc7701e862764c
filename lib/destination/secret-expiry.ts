// When a value stops working, where the value itself says so: JWT, Azure SAS, signed AWS URLs, STS answers. Pure. Signatures are
// not checked: what is read here only warns.

export type ExpiryState = "later" | "soon" | "expired";

/** A list warns from here on. */
const soonMs = 14 * 24 * 3600_000;

/** Longer ones are no credentials. */
const lengthMax = 16_384;

/** ISO 8601, null where the value tells nothing. */
export function expiryOf(value: string): string | null {
  if (value.length > lengthMax) return null;
  const bare = value.trim().replace(/^(?:bearer|token|basic)\s+/i, "");
  return fromJwt(bare) ?? fromSas(bare) ?? fromSignedUrl(bare) ?? fromStsAnswer(bare);
}

export function expiryState(at: string, now: Date): ExpiryState {
  const left = Date.parse(at) - now.getTime();
  if (left <= 0) return "expired";
  return left <= soonMs ? "soon" : "later";
}

/** The first of several; null where there is none. */
export function earliest(times: readonly (string | null)[]): string | null {
  return times.filter((time) => time !== null).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/** A day such as 2027-01-31 ends with it; a moment is as it stands. null: neither. */
export function expiryFrom(text: string): string | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  if (!day && !isMoment) return null;
  const at = isoOf(Date.parse(day ? `${text}T23:59:59.000Z` : text));
  // 31 February rolls over into March.
  return at !== null && day && !at.startsWith(text) ? null : at;
}

function isoOf(ms: number): string | null {
  const isDate = Number.isFinite(ms) && ms > 0 && ms < 8.64e15;
  return isDate ? new Date(ms).toISOString() : null;
}

/** `exp`, in seconds. */
function fromJwt(text: string): string | null {
  const [header, payload, signature, ...rest] = text.split(".");
  if (!header || !payload || signature === undefined || rest.length > 0 || !header.startsWith("eyJ")) return null;
  const claims = jsonOf(decoded(payload));
  const exp = field(claims, "exp");
  return typeof exp === "number" ? isoOf(exp * 1000) : null;
}

/** `se`: of storage an ISO date, of Event Hubs and Service Bus seconds. Only beside a signature. */
function fromSas(text: string): string | null {
  const fields = new URLSearchParams(text.replace(/^SharedAccessSignature\s+/i, "").replace(/^[^?]*\?/, ""));
  const se = fields.get("se");
  if (se === null || !fields.has("sig")) return null;
  return /^\d{9,11}$/.test(se) ? isoOf(Number(se) * 1000) : isoOf(Date.parse(se));
}

function fromSignedUrl(text: string): string | null {
  const fields = new URLSearchParams(text.replace(/^[^?]*\?/, ""));
  const seconds = Number(fields.get("X-Amz-Expires") ?? Number.NaN);
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(fields.get("X-Amz-Date") ?? "");
  if (at === null || !(seconds >= 0)) return null;
  const [, year, month, day, hour, minute, second] = at;
  return isoOf(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + seconds * 1000);
}

/** What `aws sts` prints, as a whole or the part called Credentials. */
function fromStsAnswer(text: string): string | null {
  if (!text.startsWith("{")) return null;
  const answer = jsonOf(text);
  const expiration = field(field(answer, "Credentials") ?? answer, "Expiration");
  return typeof expiration === "string" ? isoOf(Date.parse(expiration)) : null;
}

function decoded(base64url: string): string {
  try {
    return atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : null;
}
