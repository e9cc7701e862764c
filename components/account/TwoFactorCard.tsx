"use client";
// Two-factor sign-in of this account: whether it is on, and what can be done about it. Each begins in a dialog of its own.
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { Tag } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import type { OwnAccount } from "#lib/own-account";
import { EndTwoFactorDialog } from "./EndTwoFactorDialog";
import { RecoveryCodesDialog } from "./RecoveryCodesDialog";
import { TwoFactorDialog } from "./TwoFactorDialog";

/** With fewer left it is time for new ones. */
const fewCodes = 3;

type TwoFactorCardProps = Pick<OwnAccount, "email" | "hasTwoFactor" | "recoveryCodesLeft" | "wrongCodes">;

export function TwoFactorCard({ email, hasTwoFactor, recoveryCodesLeft, wrongCodes }: TwoFactorCardProps) {
  const router = useRouter();
  const [open, setOpen] = useState<"begin" | "codes" | "end" | null>(null);
  const close = () => {
    setOpen(null);
    router.refresh();
  };
  return (
    <Card
      aside={
        hasTwoFactor ? (
          <Tag tone="span">On</Tag>
        ) : (
          <Button onClick={() => setOpen("begin")} size="sm">
            Set up
          </Button>
        )
      }
      text="At sign-in, beside the password, a code of an app on your phone."
      title="Two-factor sign-in"
    >
      {wrongCodes !== null && (
        <p className="px-4 pt-3.5 text-13 text-wait-ink rail:px-5">
          {wrongCodes.count} wrong codes came with your right password since <Time at={wrongCodes.since} />. If that was
          not you, somebody knows it: change your password.
        </p>
      )}
      {hasTwoFactor && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3.5 text-13 rail:px-5">
          <p className={`min-w-0 flex-1 ${recoveryCodesLeft < fewCodes ? "text-wait-ink" : "text-ink-2"}`}>
            {recoveryCodesLeft === 1 ? "1 recovery code is left." : `${recoveryCodesLeft} recovery codes are left.`}
          </p>
          <div className="flex gap-2">
            <Button onClick={() => setOpen("codes")} size="sm">
              New recovery codes
            </Button>
            <Button onClick={() => setOpen("end")} size="sm" variant="danger-line">
              Turn off
            </Button>
          </div>
        </div>
      )}
      {open === "begin" && <TwoFactorDialog email={email} onClose={close} />}
      {open === "codes" && <RecoveryCodesDialog email={email} onClose={close} />}
      {open === "end" && <EndTwoFactorDialog email={email} onClose={close} />}
    </Card>
  );
}
