"use client";
// A page of the console that could not be drawn: the shell stays.
import { BrokenPage } from "#components/shell/BrokenPage";

export default function ConsoleErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <BrokenPage onRetry={reset} reference={error.digest} />;
}
