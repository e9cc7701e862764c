// The sign-in card, on the span that passes behind it.
import { Logo } from "#components/ui/Logo";
import { LoginForm } from "./LoginForm";

export function LoginCard({ host, next }: { host: string; next?: string | undefined }) {
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
        <LoginForm next={next} />
        <p className="mt-5 text-center text-13 text-balance text-ink-3">
          Lost your password? Ask an admin for a new link.
        </p>
      </div>
    </main>
  );
}
