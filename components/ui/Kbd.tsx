// One key of a shortcut, as it is printed on the keyboard.
import type { ReactNode } from "react";

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-xs border border-b-2 border-line bg-surface px-[5px] font-sans text-11 font-mid text-ink-2">
      {children}
    </kbd>
  );
}
