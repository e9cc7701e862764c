// better-auth on our database: sessions and cookies. Its catch-all route is mounted nowhere and sign-up is off:
// people are made by lib/db/user.ts, with an audit row, and who they are is judged in lib/changes/sign-in.ts. Knows no permission.
import { betterAuth } from "better-auth";
import { openSessionPlugin } from "#lib/auth/open-session";
import type { Database } from "#lib/db/client";
import { log } from "#lib/log";
import { deriveKey } from "#lib/seal";

/** A session ends after this long at the latest, and earlier when it is not used (lib/auth/identity.ts). */
const sessionSecondsMax = 30 * 24 * 3600;

type AccountsOptions = { database: Database; sealingKey: Buffer; origin: string };

export function createAccounts({ database, sealingKey, origin }: AccountsOptions) {
  const isSecure = origin.startsWith("https:");
  return betterAuth({
    appName: "Outspan",
    baseURL: origin,
    trustedOrigins: [origin],
    secret: deriveKey(sealingKey, "session").toString("base64"),
    database: { db: database.kysely, type: database.kind },
    emailAndPassword: { enabled: false },
    user: {
      additionalFields: {
        role: { type: "string", required: true, input: false },
        deactivatedAt: { type: "string", required: false, input: false },
      },
    },
    // Not extended by better-auth: it would need to set a cookie while a page renders, which Next does not allow.
    session: { expiresIn: sessionSecondsMax, disableSessionRefresh: true, cookieCache: { enabled: false } },
    advanced: {
      // Over https a name that no other host and no plain page can set; better-auth's own prefix would be the weaker one.
      cookiePrefix: isSecure ? "__Host-outspan" : "outspan",
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isSecure, path: "/" },
      ipAddress: { disableIpTracking: true },
      // Our migrations make its tables, and the tests sign in on both databases.
      database: { validateSchema: false },
    },
    plugins: [openSessionPlugin()],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (level, message) => log[level === "error" ? "error" : "warn"](`accounts: ${message}`),
    },
  });
}

export type Accounts = ReturnType<typeof createAccounts>;
