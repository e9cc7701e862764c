// What programs send beside the noun itself.
import * as z from "zod";
import { readOnlyKeys } from "#lib/destination/schema";

export const Switch = z.strictObject({ enabled: z.boolean() });

/** What was read may be written back: the keys that only Outspan sets are passed over. */
export function withoutReadOnly(body: unknown, ignored: readonly string[] = readOnlyKeys): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => !ignored.includes(key)));
}
