"use client";
// One person: who, what they may do, when they were here last, and the menu of what an admin may do about them.
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useConfirmed } from "#components/account/use-confirmed";
import { Button, IconButton } from "#components/ui/Button";
import { Menu } from "#components/ui/Menu";
import { Select } from "#components/ui/Select";
import { Tag } from "#components/ui/Tag";
import { Time, useNow } from "#components/ui/Time";
import { makeLink } from "#lib/actions/people";
import type { Person, PersonLink } from "#lib/person";
import type { Asked } from "./AskDialog";
import type { RoleOption } from "./PeopleView";

type PersonRowProps = {
  person: Person;
  roles: readonly RoleOption[];
  isOwn: boolean;
  reason: string | undefined;
  onAsk: (asked: Asked) => void;
  onLink: (link: PersonLink) => void;
};

export function PersonRow({ person, roles, isOwn, reason, onAsk, onLink }: PersonRowProps) {
  const { confirmed, confirmation } = useConfirmed();
  const [problem, setProblem] = useState<string | null>(null);
  const { email, role, state, hasTwoFactor } = person;
  const [chosen, setChosen] = useState<Person["role"] | null>(null);
  const isOther = chosen !== null && chosen !== role;
  const link = async () => {
    const answer = await confirmed(() => makeLink({ id: person.id })).catch(() => null);
    setProblem(answer?.ok ? null : (answer?.error.message ?? "Cannot reach Outspan. No link was made."));
    if (answer?.ok) onLink(answer.data);
  };
  const isSetElsewhere = state !== "invited" && !person.hasPassword;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-3 text-13 rail:grid-cols-[minmax(0,1fr)_172px_120px_auto] rail:px-5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-14 font-strong">
          <span className="min-w-0 break-words">{email}</span>
          {isOwn && <Tag>You</Tag>}
          {state === "invited" && <Tag tone="wait">Invited</Tag>}
          {state === "deactivated" && <Tag tone="stop">Deactivated</Tag>}
          {hasTwoFactor && <Tag tone="line">Two-factor</Tag>}
          {isSetElsewhere && <Tag tone="line">Single sign-on</Tag>}
        </p>
      </div>
      <p className="text-ink-2 max-rail:order-2 max-rail:text-ink-3">
        <Seen isOwn={isOwn} person={person} />
      </p>
      <div className="grid gap-1.5 max-rail:order-3" title={reason}>
        <Select
          disabled={reason !== undefined || state === "deactivated"}
          hideLabel
          isSmall
          label={`Role of ${email}`}
          // A key pressed on the list is no decision yet: the button is.
          onChange={(event) => setChosen(roles.find(({ value }) => value === event.target.value)?.value ?? null)}
          options={roles}
          value={chosen ?? role}
        />
        {isOther && (
          <Button
            aria-label={`Change role of ${email}`}
            onClick={({ currentTarget }) => {
              // The button goes; the list stays and gets the focus back.
              currentTarget.parentElement?.querySelector("select")?.focus();
              onAsk({ person, what: "role", role: chosen });
              setChosen(null);
            }}
            size="sm"
          >
            Change
          </Button>
        )}
      </div>
      <Menu
        items={itemsOf(
          person,
          reason,
          isOwn,
          () => void link(),
          (what) => onAsk({ person, what }),
        )}
      >
        <IconButton className="justify-self-end max-rail:order-1" label={`More for ${email}`}>
          <Ellipsis aria-hidden="true" size={16} />
        </IconButton>
      </Menu>
      <p className="order-4 col-span-full text-stop-ink empty:hidden" role="alert">
        {problem}
      </p>
      {confirmation}
    </li>
  );
}

function itemsOf(
  { state, hasPassword, hasTwoFactor }: Person,
  reason: string | undefined,
  isOwn: boolean,
  onLink: () => void,
  onAsk: (what: Exclude<Asked["what"], "role">) => void,
) {
  if (state === "invited")
    return [
      { label: "Make a new link", onSelect: onLink, reason },
      { label: "Withdraw invitation", isDanger: true, onSelect: () => onAsk("withdraw"), reason },
    ];
  // There the password is asked for: whoever sits at a session that was left open does not know it.
  const own = isOwn ? "You: change it under Account" : undefined;
  if (state === "deactivated") return [{ label: "Reactivate", onSelect: () => onAsk("reactivate"), reason }];
  return [
    {
      label: "Make a password link",
      onSelect: onLink,
      reason: reason ?? own ?? (hasPassword ? undefined : "Signs in through the provider"),
    },
    {
      label: "Turn off two-factor",
      onSelect: () => onAsk("two-factor"),
      reason: reason ?? own ?? (hasTwoFactor ? undefined : "It is off"),
    },
    { label: "Deactivate", isDanger: true, onSelect: () => onAsk("deactivate"), reason },
  ];
}

function Seen({ person: { state, lastSeenAt, expiresAt }, isOwn }: { person: Person; isOwn: boolean }) {
  const now = useNow(60_000);
  if (state === "invited" && expiresAt !== null) {
    const isOver = now !== null && Date.parse(expiresAt) <= now;
    return (
      <span className={isOver ? "text-stop-ink" : undefined}>
        {isOver ? "Link expired" : "Link until"} <Time at={expiresAt} />
      </span>
    );
  }
  if (isOwn) return "Here now";
  if (lastSeenAt === null) return "Never seen";
  return (
    <>
      Seen <Time at={lastSeenAt} />
    </>
  );
}
