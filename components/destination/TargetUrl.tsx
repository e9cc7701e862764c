"use client";
// Where one signal goes, as it is shown and as it is copied.
import { CopyButton } from "#components/ui/CopyButton";
import { cn } from "#components/ui/cn";
import type { EffectiveConnection } from "#lib/destination/resolve";

type TargetProps = { connection: EffectiveConnection };

export function TargetCopy({ connection: { transport, target } }: TargetProps) {
  return <CopyButton text={transport === "grpc" ? hostPort(target) : target.url} />;
}

function hostPort({ host, port }: EffectiveConnection["target"]): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What was typed, and what is appended in bold. */
export function TargetUrl({ connection, hasError }: TargetProps & { hasError: boolean }) {
  const { target, transport } = connection;
  if (transport === "grpc")
    return (
      <>
        {hostPort(target)} <b className="font-label text-span-ink">{target.tls ? "TLS" : "no TLS"}</b>
      </>
    );
  return (
    <>
      {target.url.slice(0, target.typedLength)}
      <b className={cn("font-label", hasError ? "text-stop-ink" : "text-span-ink")}>
        {target.url.slice(target.typedLength)}
      </b>
    </>
  );
}
