// Nobody answers: what stands here is of then. Why nobody does, the frame of the console says.
import { History } from "lucide-react";
import { cn } from "#components/ui/cn";

export function AsOf({ ms, className }: { ms: number; className: string }) {
  const at = new Date(ms);
  return (
    <p
      className={cn("flex gap-2 border-wait-line bg-wait-soft px-4 py-2.5 text-13 text-pretty text-ink-2", className)}
      role="status"
    >
      <History aria-hidden="true" className="mt-0.5 flex-none text-wait-ink" size={16} />
      <span>
        <b className="font-strong text-ink">
          Figures as of <time dateTime={at.toISOString()}>{at.toLocaleTimeString("en-GB")}</time>.
        </b>{" "}
        Nothing newer is known. What was received by then is on disk.
      </span>
    </p>
  );
}
