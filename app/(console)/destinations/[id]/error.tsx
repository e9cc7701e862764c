"use client";
// This destination could not be drawn; the rest of the console works.
import { BrokenPage } from "#components/shell/BrokenPage";

export default function DestinationErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return <BrokenPage onRetry={reset} reference={error.digest} />;
}
