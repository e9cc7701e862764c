"use client";
// Asks before anything changes for a person, says what it means, and does it.
import { useState } from "react";
import { useConfirmed } from "#components/account/use-confirmed";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { toast } from "#components/ui/toast";
import { changePerson, removePerson, resetTwoFactor } from "#lib/actions/people";
import type { MadeKey, Person } from "#lib/person";
import type { Result } from "#lib/result";
import { EndingKeys, endingKeys, namesOf } from "./EndingKeys";
import type { RoleOption } from "./PeopleView";

export type Asked = { person: Person } & (
  | { what: "role"; role: Person["role"] }
  | { what: "deactivate" | "reactivate" | "withdraw" | "two-factor"; role?: undefined }
);

type AskDialogProps = {
  asked: Asked;
  roles: readonly RoleOption[];
  /** Those that the person made. */
  keys: readonly MadeKey[];
  isOwn: boolean;
  onDone: () => void;
  onClose: () => void;
};

type Words = {
  title: string;
  text: string;
  verb: string;
  busy: string;
  done: string;
  isDanger?: boolean;
  run: () => Promise<Result<unknown>>;
};

export function AskDialog({ asked, roles, keys, isOwn, onDone, onClose }: AskDialogProps) {
  const { confirmed, confirmation } = useConfirmed();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [revokeKeys, setRevokeKeys] = useState(true);
  const ending = endingKeys(asked, keys);
  const { title, text, verb, busy, done, isDanger, run } = wordsOf(asked, roles, isOwn, revokeKeys);
  const act = async () => {
    setBusy(true);
    const answer = await confirmed(run).catch(() => null);
    setBusy(false);
    if (!answer?.ok) return setProblem(answer?.error.message ?? "Cannot reach Outspan. Nothing was changed.");
    toast({ title: done, tone: "neutral" });
    onDone();
  };
  return (
    <>
      <Dialog
        description={text}
        footer={
          <>
            <Button onClick={onClose}>Keep as it is</Button>
            <Button
              busy={isBusy ? busy : undefined}
              onClick={() => void act()}
              variant={isDanger ? "danger" : "primary"}
            >
              {verb}
            </Button>
          </>
        }
        isOpen
        onClose={onClose}
        size="sm"
        title={title}
      >
        {ending.length > 0 && <EndingKeys isChecked={revokeKeys} keys={ending} onChange={setRevokeKeys} />}
        {asked.what === "deactivate" && keys.some(({ isIngest }) => isIngest) && (
          <p className="mt-3 text-13 text-pretty text-ink-2">
            Ingest keys stay, because applications send with them: {namesOf(keys.filter(({ isIngest }) => isIngest))}.
          </p>
        )}
        {problem !== null && <Note role="alert" title={problem} tone="stop" />}
      </Dialog>
      {confirmation}
    </>
  );
}

function wordsOf(
  { person, what, role }: Asked,
  roles: readonly RoleOption[],
  isOwn: boolean,
  revokeKeys: boolean,
): Words {
  const { id, email } = person;
  switch (what) {
    case "role": {
      const next = roles.find(({ value }) => value === role);
      const own = isOwn ? " You lose what your role may do now, at once." : "";
      const groups =
        person.hasPassword || person.state === "invited"
          ? ""
          : " At the next sign-in their groups at the provider decide again.";
      return {
        title: `${next?.label ?? ""}: ${email}?`,
        text: `${next?.description ?? ""}${own}${groups}`,
        verb: "Change role",
        busy: "Changing",
        done: `${email} has the role ${next?.label ?? ""}`,
        run: () => changePerson({ id, role, revokeKeys }),
      };
    }
    case "deactivate":
      return {
        title: `Deactivate ${email}?`,
        text: `${isOwn ? "You are" : "They are"} signed out everywhere at once and cannot sign in. What ${isOwn ? "you" : "they"} did stays in the audit; an admin can reactivate the account.`,
        verb: "Deactivate",
        busy: "Deactivating",
        done: `${email} is deactivated`,
        isDanger: true,
        run: () => changePerson({ id, active: false, revokeKeys }),
      };
    case "reactivate":
      return {
        title: `Reactivate ${email}?`,
        text: "They can sign in again as before, with the role that they had.",
        verb: "Reactivate",
        busy: "Reactivating",
        done: `${email} can sign in again`,
        run: () => changePerson({ id, active: true }),
      };
    case "withdraw":
      return {
        title: `Withdraw the invitation of ${email}?`,
        text: "The link stops working at once.",
        verb: "Withdraw",
        busy: "Withdrawing",
        done: `The invitation of ${email} is withdrawn`,
        isDanger: true,
        run: () => removePerson({ id }),
      };
    case "two-factor":
      return {
        title: `Turn off two-factor for ${email}?`,
        text: "Then the password alone signs them in. Make sure that it is they who ask: this is what an intruder would ask for.",
        verb: "Turn off",
        busy: "Turning off",
        done: `Two-factor is off for ${email}`,
        isDanger: true,
        run: () => resetTwoFactor({ id }),
      };
  }
}
