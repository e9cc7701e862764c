"use client";
// Leads to the provider's own sign-in. A provider that cannot be reached is told here, above the button.
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { continueWithOidc } from "#lib/actions/account";
import { useAccountForm } from "./use-account-form";

export function OidcButton({
  name,
  next,
  isOnlyWay,
}: {
  name: string;
  next?: string | undefined;
  /** No password form stands below. */
  isOnlyWay: boolean;
}) {
  const { props, error, isPending } = useAccountForm(() => continueWithOidc(next === undefined ? {} : { next }));
  return (
    <form {...props}>
      <div className="mb-5 empty:hidden" role="alert">
        {error && <Note title={error.message} tone="stop" />}
      </div>
      <Button
        busy={isPending ? `Opening ${name}` : undefined}
        className="w-full"
        type="submit"
        variant={isOnlyWay ? "primary" : undefined}
      >
        Continue with {name}
      </Button>
    </form>
  );
}
