// A titled part of the form, set off by a hairline.
import type { ReactNode } from "react";

export function Section({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 border-t border-line py-6">
      <div>
        <h2 className="text-16 font-head tracking-[-0.012em]">{title}</h2>
        {text && <p className="mt-px max-w-[62ch] text-13 text-pretty text-ink-3">{text}</p>}
      </div>
      {children}
    </div>
  );
}
