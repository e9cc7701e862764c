// Who can sign in, and who is invited.
import type { Metadata } from "next";
import { PeopleView } from "#components/people/PeopleView";
import { can, roleLabel, roles, roleWords, whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { listMadeKeys, listPeople } from "#lib/queries/people";
import { readSignIn } from "#lib/queries/sign-in";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage() {
  const user = await requireUser("/settings/people");
  const { hasPasswords } = await readSignIn(null);
  const options = roles.map((role) => ({ value: role, label: roleLabel(role), description: roleWords[role] }));
  return (
    <PeopleView
      hasPasswords={hasPasswords}
      ownId={user.id}
      madeKeys={can(user.role, "person:write") ? await listMadeKeys() : {}}
      people={await listPeople()}
      reason={whyNot(user.role, "person:write")}
      roles={options}
    />
  );
}
