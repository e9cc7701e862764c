"use client";
// The key for an authenticator app, as a QR code and as text, and the code that comes back from it.
import { CopyButton } from "#components/ui/CopyButton";
import { TextField } from "#components/ui/TextField";
import type { TwoFactorKey } from "#lib/own-account";

export function AppKey({ given: { key, qr }, error }: { given: TwoFactorKey; error: string | undefined }) {
  return (
    <>
      <svg
        aria-label="QR code of the key below"
        className="mx-auto size-48 overflow-hidden rounded-md border border-line"
        role="img"
        shapeRendering="crispEdges"
        viewBox={`0 0 ${qr.size} ${qr.size}`}
      >
        {/* Dark on light in any theme: readers want it so. */}
        <rect fill="#fff" height={qr.size} width={qr.size} />
        <path d={qr.path} fill="#000" />
      </svg>
      <div>
        <p className="text-13 text-ink-3">Or type this key into the app:</p>
        <p className="mt-1 flex items-center gap-2 rounded-sm border border-line bg-sunken py-1 pr-1.5 pl-3">
          <code className="mono-12 min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">
            {key.match(/.{1,4}/g)?.join(" ")}
          </code>
          <CopyButton label="Copy the key" text={key} />
        </p>
      </div>
      <TextField
        autoComplete="one-time-code"
        autoFocus
        error={error}
        hint="Six digits; a new one every 30 s."
        inputMode="numeric"
        isCode
        label="Code"
        maxLength={10}
        name="code"
        required
      />
    </>
  );
}
