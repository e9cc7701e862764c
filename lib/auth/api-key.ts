// Who a program is, by the key it shows: one of the people's making, or the admin's of the environment. Knows no session.
import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { Identity } from "#lib/auth/identity";
import { hashKey, isKeyText } from "#lib/auth/key-text";
import { keyRoles } from "#lib/auth/permissions";
import { storeFailure } from "#lib/db/failure";
import { findKeyByHash, type KeyRecord, noteKeyUse } from "#lib/db/key";
import { log } from "#lib/log";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

type Parts = Pick<Runtime, "settings" | "database" | "now">;

/** What is said to somebody with a key that was never one of ours: neither its length nor a prefix can be measured. */
const unknown = fail("unauthenticated", "This API key is not known");

/** By the header `authorization`; where it is absent or of another kind, nobody. */
export async function keyIdentity(runtime: Parts, headers: Headers): Promise<Result<Identity>> {
  const shown = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (shown === undefined) return unknown;
  const address = headers.get("x-outspan-client");
  if (isApiKey(shown, runtime.settings.apiKey)) {
    return ok({ kind: "key", id: "OUTSPAN_API_KEY", name: "OUTSPAN_API_KEY", role: "admin", address });
  }
  if (!isKeyText(shown)) return unknown;
  const hash = hashKey(shown);
  const key = await findKeyByHash(runtime.database, hash);
  if (key === null || !isSame(hash, key.hash)) return unknown;
  const now = runtime.now();
  if (key.revokedAt !== null) return fail("unauthenticated", "This API key was revoked");
  if (key.expiresAt !== null && key.expiresAt <= now.toISOString()) {
    return fail("unauthenticated", "This API key has expired");
  }
  await noteUse(runtime, key, address, now);
  return ok({ kind: "key", id: key.id, name: key.name, role: z.enum(keyRoles).parse(key.role), address });
}

/** Compares digests, in constant time. */
function isApiKey(given: string, key: string | null): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(key ?? "")) && key !== null;
}

function isSame(hash: string, other: string): boolean {
  const [one, two] = [Buffer.from(hash), Buffer.from(other)];
  return one.length === two.length && timingSafeEqual(one, two);
}

/** A disk that is full keeps nobody from switching something off: the use is then known to the log alone. */
async function noteUse({ database }: Parts, key: KeyRecord, address: string | null, now: Date): Promise<void> {
  try {
    await noteKeyUse(database, key, address === "" ? null : address, now);
  } catch (error) {
    const failure = storeFailure(error);
    if (failure === null) throw error;
    log.warn("The use of a key could not be written down", { name: key.name, address, reason: failure.message });
  }
}
