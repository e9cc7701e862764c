// Keys of programs: for the API, and for the receiver.
import type { Metadata } from "next";
import { KeysView } from "#components/key/KeysView";
import { keyRoles, opensReceiver, roleLabel, roleWords, whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { readReceiver } from "#lib/queries/destination";
import { listKeys } from "#lib/queries/key";
import { readSettings } from "#lib/queries/settings";

export const metadata: Metadata = { title: "Keys" };

/** What opens least stands first. */
const roles = keyRoles
  .toSorted((one, other) => Number(opensReceiver(other)) - Number(opensReceiver(one)))
  .map((role) => ({
    value: role,
    label: roleLabel(role),
    description: roleWords[role],
    isIngest: opensReceiver(role),
  }));

export default async function KeysPage() {
  const user = await requireUser("/settings/keys");
  const [keys, told, { hasApiKey }] = await Promise.all([listKeys(), readReceiver(), readSettings()]);
  return (
    <KeysView
      given={keys}
      hasApiKey={hasApiKey}
      reason={whyNot(user.role, "key:write")}
      receiver={told.ok ? told.data.receiver : null}
      roles={roles}
    />
  );
}
