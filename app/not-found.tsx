// No page at this address.
import { ButtonLabel, look } from "#components/ui/ButtonFace";
import { Logo } from "#components/ui/Logo";

export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-screen max-w-[460px] content-center justify-items-start gap-1.5 px-6">
      <Logo size={34} />
      <h1 className="mt-3 text-22 font-title">No page at this address</h1>
      <p className="text-ink-2">It may have been moved or deleted, or the address is mistyped.</p>
      {/* Not next/link: what this page brings along, every page loads. */}
      <a className={`mt-4 ${look({ variant: "primary" })}`} href="/destinations">
        <ButtonLabel>Go to destinations</ButtonLabel>
      </a>
    </main>
  );
}
