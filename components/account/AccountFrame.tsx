// The frame of a page before sign-in: the form, and beside it, where there is one, the way ahead.
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";
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
  aside?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={cn("grid min-h-screen", aside && "rail:grid-cols-2")}>
      <div className="flex min-w-0 flex-col px-6 pt-6 pb-10 rail:px-10 rail:pt-8 rail:pb-8">
        <header className="flex items-center gap-[9px] text-16 font-title tracking-[-0.018em]">
          <Logo />
          Outspan
        </header>
        <main className="mx-auto my-auto w-full max-w-[400px] py-8">
          <h1 className="text-28 font-title">{title}</h1>
          <div className="measure mt-1.5 text-ink-2">{text}</div>
          {children && <div className="mt-6">{children}</div>}
        </main>
        <footer className="mono-12 text-ink-3 max-rail:hidden">{host}</footer>
      </div>
      {aside && (
        <aside className="grid content-center border-line bg-surface px-6 py-10 max-rail:border-t rail:border-l rail:px-16">
          <div className="w-full max-w-[460px]">{aside}</div>
        </aside>
      )}
    </div>
  );
}
