// The sign-in card, on the span that passes behind it.
import { Logo } from "#components/ui/Logo";
import { Note } from "#components/ui/Note";
import { LoginForm } from "./LoginForm";
import { OidcButton } from "./OidcButton";

export function LoginCard({
  host,
  next,
  oidc,
  hasPasswords,
  failure,
  hasNewPassword,
}: {
  host: string;
  next?: string | undefined;
  /** Null where no provider is set up. */
  oidc: { name: string } | null;
  hasPasswords: boolean;
  /** Why somebody came back from the provider without being signed in. */
  failure: { title: string; text: string } | null;
  /** Somebody comes from a link to a new password. */
  hasNewPassword: boolean;
}) {
  return (
    <main className="relative grid min-h-screen content-center justify-items-center gap-3.5 px-4 py-8">
      <div
        aria-hidden="true"
        className="flex w-full max-w-[342px] items-center gap-1.5 rail:absolute rail:inset-x-[7%] rail:top-1/2 rail:w-auto rail:max-w-none rail:-translate-y-1/2"
      >
        <span className="size-3.5 flex-none rounded-full border-[3px] border-control" />
        <span className="h-1 flex-1 rounded-full bg-[linear-gradient(90deg,var(--selected),var(--span)_62%)]" />
        <span className="size-3.5 flex-none rounded-full bg-span" />
      </div>
      <div className="relative w-full max-w-[392px] rounded-lg border border-line bg-surface px-5 py-7 shadow-2 rail:p-8">
        <Logo size={34} />
        <h1 className="mt-4 text-22 font-title">Sign in to Outspan</h1>
        <p className="mt-0.5 mb-5 text-13 text-ink-3">{host}</p>
        {failure && (
          <Note className="mb-5" title={failure.title} tone="stop">
            {failure.text}
          </Note>
        )}
        {hasNewPassword && <Note className="mb-5" title="Your new password is set. Sign in with it." tone="span" />}
        {oidc && <OidcButton isOnlyWay={!hasPasswords} name={oidc.name} next={next} />}
        {oidc && hasPasswords && <Or />}
        {hasPasswords && (
          <>
            <LoginForm autoFocus={oidc === null} next={next} />
            <p className="mt-5 text-center text-13 text-balance text-ink-3">
              Lost your password? Ask an admin for a new link.
            </p>
          </>
        )}
      </div>
    </main>
  );
}

function Or() {
  return (
    <p className="my-5 flex items-center gap-3 text-13 text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      or with a password
    </p>
  );
}
