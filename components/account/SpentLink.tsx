// A set-up link that leads nowhere: why, and how to get one that does.
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { Code } from "#components/ui/Code";
import { LinkButton } from "#components/ui/LinkButton";
import { AccountFrame } from "./AccountFrame";

type Kind = "missing" | "invalid" | "used" | "expired";

const titles: Record<Kind, string> = {
  missing: "Open the set-up link",
  invalid: "This link is not known",
  used: "This link has been used",
  expired: "This link has expired",
};

export function SpentLink({
  kind,
  hasAccounts,
  host,
  aside,
}: {
  kind: Kind;
  hasAccounts: boolean;
  host: string;
  aside: ReactNode;
}) {
  if (!hasAccounts)
    return (
      <AccountFrame
        aside={aside}
        host={host}
        text={
          <>
            There is no account yet. Outspan prints a one-time link below its ready line, in the terminal or the log of
            the process. Restart Outspan to print a new link.
          </>
        }
        title={titles[kind]}
      />
    );
  return (
    <AccountFrame
      host={host}
      text="Each link works once. If the account behind it is yours, sign in. Else ask an admin for a new link; this command prints one on the machine of Outspan:"
      title={titles[kind]}
    >
      <Code text="npm run outspan -- people add EMAIL --role viewer" title="Terminal" />
      <LinkButton className="mt-5" href="/login" variant="primary">
        Sign in
        <ArrowRight aria-hidden="true" size={16} />
      </LinkButton>
    </AccountFrame>
  );
}
