"use client";
// The one look at recovery codes: to be kept where the phone is not.
import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { copyText } from "#components/ui/copy-text";

export const recoveryCodeWords =
  "Keep these recovery codes where your phone is not. Each signs you in once, instead of a code of the app. They cannot be shown again.";

export function RecoveryCodeList({ codes }: { codes: readonly string[] }) {
  const [isCopied, setCopied] = useState(false);
  const text = `${codes.join("\n")}\n`;
  return (
    <>
      <ul
        aria-label="Recovery codes"
        className="grid gap-x-6 gap-y-1 rounded-sm border border-line bg-sunken px-4 py-3 rail:grid-cols-2"
      >
        {codes.map((code) => (
          <li className="mono-12 whitespace-nowrap" key={code}>
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button
          icon={isCopied ? <Check aria-hidden="true" size={14} /> : <Copy aria-hidden="true" size={14} />}
          onClick={() => void copyText(text).then(setCopied)}
          size="sm"
        >
          {isCopied ? "Copied" : "Copy all"}
        </Button>
        <Button icon={<Download aria-hidden="true" size={14} />} onClick={() => download(text)} size="sm">
          Download
        </Button>
      </div>
    </>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "outspan-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(url);
}
