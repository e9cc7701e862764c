// The one look at a secret text that was just made: what it is, the text with Copy, and Done.
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import { CopyButton } from "./CopyButton";

type MadeOnceProps = {
  icon: LucideIcon;
  /** Of the region. */
  label: string;
  title: string;
  children: ReactNode;
  text: string;
  copyLabel: string;
  /** What else is of use with the text. */
  below?: ReactNode;
  onDone: () => void;
};

export function MadeOnce({ icon: Icon, label, title, children, text, copyLabel, below, onDone }: MadeOnceProps) {
  return (
    <div className="border-b border-line-soft p-4 rail:p-5">
      <section aria-label={label} className="grid gap-3 rounded-md border border-span-line bg-span-soft p-4">
        <div className="grid grid-cols-[18px_minmax(0,1fr)_auto] items-start gap-x-3" role="status">
          <Icon aria-hidden="true" className="mt-0.5 text-span-ink" size={16} />
          <div className="min-w-0 text-13">
            <p className="font-strong break-words">{title}</p>
            <p className="text-pretty text-ink-2">{children}</p>
          </div>
          <Button onClick={onDone} size="sm">
            Done
          </Button>
        </div>
        <p className="flex items-center gap-2 rounded-sm border border-line bg-sunken py-1 pr-1.5 pl-3">
          <code className="mono-12 min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">{text}</code>
          <CopyButton label={copyLabel} text={text} />
        </p>
        {below}
      </section>
    </div>
  );
}
