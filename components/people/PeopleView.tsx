"use client";
// Everybody who can sign in or is invited, and what an admin does about it. What a role may do is told by whoever opens the page.
import { UserRoundPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import type { MadeKey, Person, PersonLink } from "#lib/person";
import { AskDialog, type Asked } from "./AskDialog";
import { InviteDialog } from "./InviteDialog";
import { MadeLink } from "./MadeLink";
import { PersonRow } from "./PersonRow";

export type RoleOption = { value: Person["role"]; label: string; description: string };

type PeopleViewProps = {
  people: readonly Person[];
  /** By whoever made them; empty for those who may not change people. */
  madeKeys: Readonly<Record<string, readonly MadeKey[]>>;
  roles: readonly RoleOption[];
  ownId: string;
  /** False: everybody comes in through the provider, so nobody is invited. */
  hasPasswords: boolean;
  /** Why this person may not change people. */
  reason: string | undefined;
};

export function PeopleView({ people, madeKeys, roles, ownId, hasPasswords, reason }: PeopleViewProps) {
  const router = useRouter();
  const [isInviting, setInviting] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [made, setMade] = useState<{ email: string; link: PersonLink } | null>(null);
  const whyNoInvitation = hasPasswords ? reason : "People are given access at the OpenID Connect provider";
  const show = (email: string, link: PersonLink) => {
    setInviting(false);
    setMade({ email, link });
    router.refresh();
  };
  return (
    <>
      <Card
        aside={
          <Button
            icon={<UserRoundPlus aria-hidden="true" size={14} />}
            onClick={() => setInviting(true)}
            reason={whyNoInvitation}
            size="sm"
          >
            Invite
          </Button>
        }
        foot={reason === undefined ? undefined : `You can look, not change. ${reason}.`}
        text="Who can sign in, and what they may do."
        title="People"
      >
        {made && <MadeLink email={made.email} key={made.link.link} made={made.link} onDone={() => setMade(null)} />}
        <ul aria-label="People" className="divide-y divide-line-soft">
          {people.map((person) => (
            <PersonRow
              isOwn={person.id === ownId}
              key={person.id}
              onAsk={setAsked}
              onLink={(link) => show(person.email, link)}
              person={person}
              reason={reason}
              roles={roles}
            />
          ))}
        </ul>
      </Card>
      <RolesCard roles={roles} />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} onInvited={show} roles={roles} />}
      {asked && (
        <AskDialog
          asked={asked}
          isOwn={asked.person.id === ownId}
          keys={madeKeys[asked.person.id] ?? []}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            router.refresh();
          }}
          roles={roles}
        />
      )}
    </>
  );
}

function RolesCard({ roles }: { roles: readonly RoleOption[] }) {
  return (
    <Card title="Roles">
      <dl className="grid gap-3 p-4 text-13 rail:p-5">
        {roles.map(({ value, label, description }) => (
          <div className="grid gap-x-4 rail:grid-cols-[96px_minmax(0,1fr)]" key={value}>
            <dt className="font-label">{label}</dt>
            <dd className="text-pretty text-ink-2">{description}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
