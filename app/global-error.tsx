"use client";
// The document itself could not be drawn: everything it needs is here.
import "./globals.css";
import { BrokenPage } from "#components/shell/BrokenPage";

export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Outspan</title>
        <main className="mx-auto grid min-h-screen max-w-[560px] content-center px-6">
          <BrokenPage onRetry={reset} reference={error.digest} />
        </main>
      </body>
    </html>
  );
}
