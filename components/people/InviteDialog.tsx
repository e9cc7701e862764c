"use client";
// Somebody who has no account yet: their email and what they may do. The answer is a link.
import { useId, useState } from "react";
import { useAccountForm } from "#components/account/use-account-form";
import { useConfirmed } from "#components/account/use-confirmed";
import { Button } from "#components/ui/Button";
import { RadioCards } from "#components/ui/Choice";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { TextField } from "#components/ui/TextField";
import { invitePerson } from "#lib/actions/people";
import type { Person, PersonLink } from "#lib/person";
import type { RoleOption } from "./PeopleView";

type InviteDialogProps = {
  roles: readonly RoleOption[];
  onInvited: (email: string, link: PersonLink) => void;
  onClose: () => void;
};

export function InviteDialog({ roles, onInvited, onClose }: InviteDialogProps) {
  const id = useId();
  const [role, setRole] = useState<Person["role"]>("viewer");
  const { confirmed, confirmation } = useConfirmed();
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await confirmed(() => invitePerson({ email: String(data.get("email") ?? ""), role }));
    if (answer.ok) {
      const { email, link, expiresAt } = answer.data;
      onInvited(email, { link, expiresAt: expiresAt ?? "", kind: "invitation" });
    }
    return answer;
  });
  return (
    <>
      <Dialog
        description="You get a link for them: it works once, for 7 days. Outspan sends no mail."
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button busy={isPending ? "Inviting" : undefined} form={id} type="submit" variant="primary">
              Invite
            </Button>
          </>
        }
        isOpen
        onClose={onClose}
        title="Invite somebody"
      >
        <form {...props} className="grid gap-5" id={id} noValidate>
          {error && !error.fields && <Note role="alert" title={error.message} tone="stop" />}
          <TextField
            autoFocus
            error={fieldError("email")}
            inputMode="email"
            label="Email"
            name="email"
            placeholder="you@example.com"
            required
            type="email"
          />
          <RadioCards label="Role" onValueChange={setRole} options={roles} value={role} />
        </form>
      </Dialog>
      {confirmation}
    </>
  );
}
