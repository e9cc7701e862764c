// No page at this address.
import { LinkButton } from "#components/ui/Button";
import { Logo } from "#components/ui/Logo";

export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-screen max-w-[460px] content-center justify-items-start gap-1.5 px-6">
      <Logo size={34} />
      <h1 className="mt-3 text-22 font-title">No page at this address</h1>
      <p className="text-ink-2">It may have been moved or deleted, or the address is mistyped.</p>
      <LinkButton className="mt-4" href="/destinations" variant="primary">
        Go to destinations
      </LinkButton>
    </main>
  );
}
