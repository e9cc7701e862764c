"use client";
// Stays at the bottom: the state of the draft in one line, and what can be done with it. Never off because a field is wrong.
import { CircleAlert, CircleCheck, CircleX, FlaskConical, Pencil } from "lucide-react";
import { type ReactNode, useSyncExternalStore } from "react";
import { Button } from "#components/ui/Button";
import { useEditor } from "./editor-context";
import type { Attempt } from "./notice";

type BarTone = "neutral" | "span" | "wait" | "stop";

const tones: Record<BarTone, { icon: typeof Pencil; ink: string }> = {
  neutral: { icon: Pencil, ink: "text-ink-3" },
  span: { icon: CircleCheck, ink: "text-span" },
  wait: { icon: CircleAlert, ink: "text-wait" },
  stop: { icon: CircleX, ink: "text-stop" },
};

type ActionBarProps = {
  message: string;
  tone: BarTone;
  /** What was asked for last. */
  attempt: Attempt | null;
  isSaving: boolean;
  /** A file alone changes it. */
  isHeld: boolean;
  isTesting: boolean;
  /** The way out: back, or on to another page. */
  cancel: { label: string } & ({ onPress: () => void } | { href: string });
  onSubmit: (attempt: Attempt) => void;
  /** Where a message for the revision is written. */
  why: ReactNode;
};

export function ActionBar({
  message,
  tone,
  attempt,
  isSaving,
  isHeld,
  isTesting,
  cancel,
  onSubmit,
  why,
}: ActionBarProps) {
  const keys = useKeyNames();
  const wait = isSaving ? "Saving" : isTesting ? "Testing" : undefined;
  return (
    <Bar cancel={cancel} message={message} tone={tone} why={why}>
      <Button
        busy={isTesting && attempt === "test" ? "Testing" : undefined}
        disabled={isTesting}
        icon={<FlaskConical aria-hidden="true" size={16} />}
        onClick={() => onSubmit("test")}
      >
        Test
      </Button>
      {!isHeld && (
        <>
          <Button busy={isSaving && attempt === "save" ? "Saving" : undefined} onClick={() => onSubmit("save")}>
            Save
          </Button>
          <Button
            busy={attempt === "save and test" ? wait : undefined}
            disabled={isTesting}
            onClick={() => onSubmit("save and test")}
            shortcut={`${keys.mod}${keys.enter}`}
            variant="primary"
          >
            Save & test
          </Button>
        </>
      )}
    </Bar>
  );
}

type BarProps = {
  message: string;
  tone: BarTone;
  cancel?: ActionBarProps["cancel"];
  why?: ReactNode;
  children?: ReactNode;
};

/** The strip itself; also without buttons, for those who may only look. On a phone the buttons stand below the line. */
export function Bar({ message, tone, cancel, why, children }: BarProps) {
  const { icon: Icon, ink } = tones[tone];
  return (
    <div
      className="sticky bottom-0 z-[13] col-start-1 -col-end-1 row-start-1 -row-end-1 -mb-4 grid gap-1 self-end bg-canvas pt-1.5 pb-2.5 before:absolute before:inset-y-0 before:-right-[50vw] before:-left-[50vw] before:-z-10 before:border-t before:border-line before:bg-canvas rail:z-10 rail:flex rail:items-center rail:gap-2 rail:bg-transparent rail:py-3 rail:before:bg-canvas/88 rail:before:backdrop-blur-[10px]"
      data-action-bar=""
    >
      <div className="flex h-control min-w-0 flex-1 items-center gap-2">
        <p aria-live="polite" className="flex min-w-0 flex-1 items-center gap-2 text-13 text-ink-2">
          <Icon aria-hidden="true" className={ink} size={16} />
          <span className="min-w-0 truncate max-rail:line-clamp-2 max-rail:text-12 max-rail:leading-4 max-rail:whitespace-normal">
            {message}
          </span>
        </p>
        {cancel && <WayOut {...cancel} />}
      </div>
      {why}
      {children && <div className="flex items-center gap-2 max-rail:*:flex-1 max-rail:*:px-2">{children}</div>}
    </div>
  );
}

function WayOut({ label, ...way }: ActionBarProps["cancel"]) {
  const { later } = useEditor();
  const className = "max-rail:-mr-2 max-rail:h-9 max-rail:px-2";
  // A link leads on from what is saved: by then the later part is there.
  if ("href" in way) {
    return (
      later && (
        <later.LinkButton className={className} href={way.href} variant="ghost">
          {label}
        </later.LinkButton>
      )
    );
  }
  return (
    <Button className={className} onClick={way.onPress} variant="ghost">
      {label}
    </Button>
  );
}

const nothing = () => () => undefined;

/** ⌘ on Apple systems, Ctrl elsewhere. */
function useKeyNames(): { mod: string; enter: string } {
  const isApple = useSyncExternalStore(
    nothing,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  );
  return isApple ? { mod: "⌘", enter: "↵" } : { mod: "Ctrl ", enter: "↵" };
}
