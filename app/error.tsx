"use client";
// A page outside the console that could not be drawn.
import { BrokenPage } from "#components/shell/BrokenPage";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto grid min-h-screen max-w-[560px] content-center px-6">
      <BrokenPage onRetry={reset} reference={error.digest} />
    </main>
  );
}
