// The frame of a page before sign-in that has something to explain: the form left, the way ahead right.
import type { ReactNode } from "react";
import { Logo } from "#components/ui/Logo";

export function AccountFrame({
  title,
  text,
  host,
  aside,
  children,
}: {
  title: string;
  text: ReactNode;
  host: string;
  aside: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="grid min-h-screen rail:grid-cols-2">
      <div className="flex flex-col px-6 pt-6 pb-10 rail:px-10 rail:pt-8 rail:pb-8">
        <p className="flex items-center gap-[9px] text-16 font-title tracking-[-0.018em]">
          <Logo />
          Outspan
        </p>
        <main className="mx-auto my-auto w-full max-w-[400px] py-8">
          <h1 className="text-28 font-title">{title}</h1>
          <div className="measure mt-1.5 text-ink-2">{text}</div>
          {children && <div className="mt-6">{children}</div>}
        </main>
        <p className="mono-12 text-ink-3 max-rail:hidden">{host}</p>
      </div>
      <aside className="grid content-center border-line bg-surface px-6 py-10 max-rail:border-t rail:border-l rail:px-16">
        <div className="w-full max-w-[460px]">{aside}</div>
      </aside>
    </div>
  );
}
