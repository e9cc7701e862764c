"use client";
// The field that settings are pasted into: what is typed is the textarea's, what is seen is an echo of it below, with secrets hidden and the
// mark of every line beside it.
import { Check, CircleHelp, Minus } from "lucide-react";
import { memo, type Ref } from "react";
import { cn } from "#components/ui/cn";
import type { ReadLine } from "#lib/format/marks";
import { masked } from "./mask";

/** Beyond this the echo would cost more than it tells: the text stands by itself. */
const echoLinesMax = 1500;
const echoLengthMax = 60_000;

type SourceFieldProps = {
  ref: Ref<HTMLTextAreaElement>;
  id: string;
  text: string;
  onText: (text: string) => void;
  lines: readonly ReadLine[];
  secrets: readonly string[];
  describedBy: string;
  isReadOnly: boolean;
  isWrong: boolean;
};

/** Both layers break at any character, so that they break alike. */
const layer = "mono-12 leading-[21px]! break-all whitespace-pre-wrap max-rail:text-[13px]!";

export function SourceField(props: SourceFieldProps) {
  const { ref, id, text, onText, lines, secrets, describedBy, isReadOnly, isWrong } = props;
  const source = text.split(/\r\n|\n|\r/);
  const hasEcho = source.length <= echoLinesMax && text.length <= echoLengthMax;
  return (
    <div
      className={cn(
        "relative h-[min(374px,52vh)] overflow-auto rounded-md border border-control bg-surface transition-colors has-focus-visible:border-focus has-focus-visible:ring-1 has-focus-visible:ring-focus max-rail:h-[min(300px,40vh)]",
        isWrong && "border-stop ring-1 ring-stop",
      )}
    >
      <div className={cn("relative min-h-full", !hasEcho && "h-full")}>
        {hasEcho && <Echo lines={lines} secrets={secrets} source={source} />}
        <textarea
          aria-describedby={describedBy}
          aria-invalid={isWrong || undefined}
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          className={cn(
            layer,
            "absolute inset-y-0 right-0 left-7 block h-full resize-none overflow-hidden bg-transparent py-2.5 pr-3 text-ink caret-ink outline-none",
            hasEcho ? "[-webkit-text-fill-color:transparent]" : "overflow-auto!",
          )}
          id={id}
          onChange={(event) => onText(event.target.value)}
          readOnly={isReadOnly}
          ref={ref}
          spellCheck={false}
          value={text}
        />
      </div>
    </div>
  );
}

type EchoProps = { source: readonly string[]; lines: readonly ReadLine[]; secrets: readonly string[] };

const Echo = memo(function Echo({ source, lines, secrets }: EchoProps) {
  const states = new Map(lines.map((one) => [one.line, one.state]));
  return (
    <div aria-hidden="true" className="py-2.5">
      {source
        .map((words, index) => ({ words, line: index + 1 }))
        .map(({ words, line }) => (
          <EchoLine key={line} state={states.get(line)} words={masked(words, secrets)} />
        ))}
    </div>
  );
});

const looks = {
  understood: { Icon: Check, ink: "text-span" },
  ignored: { Icon: Minus, ink: "text-ink-3" },
  unknown: { Icon: CircleHelp, ink: "text-wait-ink" },
};

function EchoLine({ words, state }: { words: string; state: ReadLine["state"] | undefined }) {
  const look = state && looks[state];
  const [, key = "", rest = words] =
    /^(\s*(?:-\s+|export\s+|ENV\s+)?["']?[\w.-]+["']?\s*[=:]\s?)(.*)$/s.exec(words) ?? [];
  const isComment = /^\s*(?:#|\/\/)/.test(words);
  return (
    <div className="grid min-h-[21px] grid-cols-[28px_minmax(0,1fr)]">
      <span className={cn("grid h-[21px] place-items-center", look?.ink)}>{look && <look.Icon size={13} />}</span>
      <span className={cn(layer, "pr-3", isComment ? "text-ink-3" : state === "ignored" ? "text-ink-2" : "text-ink")}>
        {isComment || key === "" ? (
          words
        ) : (
          <>
            {key}
            <span className={state === "ignored" ? "" : "text-span-ink"}>{rest}</span>
          </>
        )}
      </span>
    </div>
  );
}
