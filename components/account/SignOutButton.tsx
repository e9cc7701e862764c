"use client";
// Ends the session of this browser.
import { LogOut } from "lucide-react";
import { useActionState } from "react";
import { Button } from "#components/ui/Button";
import { signOut } from "#lib/actions/account";

export function SignOutButton({ className, size }: { className?: string; size?: "sm" | "md" }) {
  const [, end, isPending] = useActionState(async () => {
    await signOut();
    return null;
  }, null);
  return (
    <form action={end} className={className}>
      <Button
        busy={isPending ? "Signing out" : undefined}
        className="w-full"
        icon={<LogOut aria-hidden="true" size={16} />}
        size={size}
        type="submit"
      >
        Sign out
      </Button>
    </form>
  );
}
