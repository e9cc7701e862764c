// A note in the page: a bold fact, a plain sentence, up to two buttons. It pushes content, it never covers it.
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const tones = {
  neutral: { box: "border-line bg-sunken", icon: "text-ink-2", Icon: Info },
  wait: { box: "border-wait-line bg-wait-soft", icon: "text-wait-ink", Icon: TriangleAlert },
  stop: { box: "border-stop-line bg-stop-soft", icon: "text-stop-ink", Icon: CircleAlert },
  span: { box: "border-span-line bg-span-soft", icon: "text-span-ink", Icon: CircleCheck },
};

export type Tone = keyof typeof tones;

export function Note({
  tone = "neutral",
  icon,
  title,
  actions,
  role,
  className,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  title: ReactNode;
  actions?: ReactNode;
  /** "status" announces it politely, "alert" at once; absent where it stands from the start. */
  role?: "status" | "alert" | undefined;
  className?: string | undefined;
  children?: ReactNode;
}) {
  const { box, icon: ink, Icon } = tones[tone];
  return (
    <div
      className={cn(
        "grid grid-cols-[18px_minmax(0,1fr)] items-start gap-x-3 rounded-md border px-4 py-3 text-13 rail:grid-cols-[18px_minmax(0,1fr)_auto]",
        box,
        className,
      )}
      role={role}
    >
      <span aria-hidden="true" className={cn("mt-0.5 [&>svg]:size-4", ink)}>
        {icon ?? <Icon />}
      </span>
      <div className="min-w-0 break-words">
        <p className="font-strong text-ink">{title}</p>
        {children && <div className="text-pretty text-ink-2">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2 max-rail:col-start-2 max-rail:mt-2">{actions}</div>}
    </div>
  );
}
