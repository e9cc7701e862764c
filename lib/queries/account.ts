// One's own account as one sees it. The page hands in who asks and by which session.
import * as z from "zod";
import { idleMsMax } from "#lib/auth/identity";
import { roles } from "#lib/auth/permissions";
import { findPerson } from "#lib/db/person";
import { listSessions } from "#lib/db/session";
import { countRecoveryCodes } from "#lib/db/two-factor";
import { findWrongCodes } from "#lib/db/wrong-code";
import type { OwnAccount, OwnSession } from "#lib/own-account";
import { runtime } from "#lib/runtime";
import { browserWords } from "#lib/user-agent";

export async function readOwnAccount({ id }: { id: string }): Promise<OwnAccount> {
  const { database, settings } = await runtime();
  const person = await findPerson(database, id);
  if (person === null) throw new Error("Who asks has no account");
  const { hasTwoFactor } = person;
  const recoveryCodesLeft = hasTwoFactor ? await countRecoveryCodes(database.kysely, id) : 0;
  const { email, role } = person;
  const hasPassword = person.hasPassword && settings.signIn.hasPasswords;
  const wrongCodes = await findWrongCodes(database, id);
  return { email, role: z.enum(roles).parse(role), hasPassword, hasTwoFactor, recoveryCodesLeft, wrongCodes };
}

/** This one first, then the one used last. */
export async function listOwnSessions({ id, userId }: { id: string | null; userId: string }): Promise<OwnSession[]> {
  const { database, now } = await runtime();
  const idleSince = new Date(now().getTime() - idleMsMax).toISOString();
  const sessions = (await listSessions(database, userId, now())).filter(({ usedAt }) => usedAt > idleSince);
  const own = sessions.map((session) => ({
    id: session.id,
    browser: browserWords(session.userAgent),
    since: session.createdAt,
    lastUsedAt: session.usedAt,
    isCurrent: session.id === id,
  }));
  return own.sort((one, other) => Number(other.isCurrent) - Number(one.isCurrent));
}
