"use client";
// The two halves of "Paste settings": the field with its marks, and what the form will get.
import { Check } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { Segmented } from "#components/ui/Choice";
import { Note } from "#components/ui/Note";
import { Select } from "#components/ui/Select";
import { Tag } from "#components/ui/Tag";
import { FormGets } from "./FormGets";
import { chosenFormat, importLabels } from "./formats";
import { MarkedLines } from "./MarkedLines";
import { NothingRead } from "./NothingRead";
import { SourceField } from "./SourceField";
import { saidLines } from "./said-lines";
import type { Paste } from "./use-paste";
import { isTooLong } from "./use-reading";

type PasteFieldsProps = { paste: Paste; onFill: () => void; reason: string | undefined };

export function PasteFields({ paste, onFill, reason }: PasteFieldsProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const showLine = (line: number) => selectLine(field.current, line);
  useFillKey(onFill);
  return (
    <fieldset className="grid min-w-0 items-start gap-x-5 gap-y-5 rail:grid-cols-2">
      <legend className="sr-only">Settings to read</legend>
      <Source field={field} paste={paste} reason={reason} />
      <div className="grid min-w-0 gap-2">
        <GetsHead paste={paste} />
        {paste.draft === null ? <NothingRead paste={paste} /> : <Gets paste={paste} />}
        <MarkedLines lines={paste.reading.answer?.lines ?? []} onShow={showLine} />
      </div>
    </fieldset>
  );
}

/** Wherever the focus is: nothing else here has this key. */
function useFillKey(onFill: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      onFill();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [onFill]);
}

function Source({
  paste,
  field,
  reason,
}: Pick<PasteFieldsProps, "paste" | "reason"> & { field: React.RefObject<HTMLTextAreaElement | null> }) {
  const id = useId();
  const { text, setText, format, setFormat, reading, secrets } = paste;
  const { answer, error } = reading;
  const isLong = isTooLong(text);
  return (
    <div className="grid min-w-0 gap-2">
      <div className="flex min-h-6 items-center justify-between gap-3">
        <label className="text-13 font-strong" htmlFor={id}>
          Paste here
        </label>
        <span aria-live="polite">
          {answer?.format && text !== "" && (
            <Tag icon={<Check aria-hidden="true" />} tone="span">
              {answer.label}
            </Tag>
          )}
        </span>
      </div>
      <SourceField
        describedBy={`${id}-said`}
        id={id}
        isReadOnly={reason !== undefined}
        isWrong={isLong}
        lines={reading.isCurrent ? (answer?.lines ?? []) : []}
        onText={setText}
        ref={field}
        secrets={secrets}
        text={text}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 text-12 text-pretty text-ink-3 max-rail:basis-full" id={`${id}-said`}>
          {isLong ? (
            <span className="text-stop-ink">
              The text is larger than 256 KiB. Paste only the part with the exporters.
            </span>
          ) : (
            (reason ?? "Secrets are hidden here. Nothing is saved or logged.")
          )}
        </p>
        <Select
          className="grid-flow-col items-center gap-2!"
          isSmall
          label="Read as"
          onChange={(event) => setFormat(chosenFormat(event.target.value))}
          options={[
            { value: "", label: "Recognise it" },
            ...Object.entries(importLabels).map(([value, label]) => ({ value, label })),
          ]}
          value={format ?? ""}
        />
      </div>
      {error && (
        <Note role="alert" title={error.message} tone={error.code === "rate_limited" ? "wait" : "stop"}>
          {error.retryAfterSeconds
            ? `It is read again in ${error.retryAfterSeconds} s.`
            : "Change the text to read it again."}
        </Note>
      )}
    </div>
  );
}

function GetsHead({ paste: { gets, draft, reading, drafts } }: { paste: Paste }) {
  const wrong = gets.filter(({ check }) => check).length;
  const count = `${gets.length} ${gets.length === 1 ? "setting" : "settings"}`;
  const said = draft === null ? "" : wrong > 0 ? `${count}, ${wrong} to check` : count;
  return (
    <div className="flex min-h-6 items-center justify-between gap-3">
      <h2 className="text-13 font-strong">
        {drafts.length > 1 ? `${drafts.length} destinations` : "What the form will get"}
      </h2>
      <p className="text-12 text-ink-3" role="status">
        {reading.isSlow ? "Still reading" : said}
      </p>
    </div>
  );
}

const reachable = { tabIndex: 0 };

function Gets({ paste }: { paste: Paste }) {
  const { drafts, index, choose, gets, reading, text, onFix } = paste;
  const lines = reading.answer?.lines ?? [];
  return (
    <>
      {drafts.length > 1 &&
        (drafts.length <= 3 ? (
          <Segmented
            label="Which one fills the form"
            onValueChange={(value) => choose(Number(value))}
            options={drafts.map(({ name }, at) => ({ value: `${at}`, label: name }))}
            value={`${index}`}
          />
        ) : (
          <Select
            label="Which one fills the form"
            onChange={(event) => choose(Number(event.target.value))}
            options={drafts.map(({ name }, at) => ({ value: `${at}`, label: name }))}
            value={`${index}`}
          />
        ))}
      {/* A box that scrolls must be reachable by keyboard. */}
      <section
        {...reachable}
        className="max-h-[min(374px,52vh)] overflow-auto rounded-md border border-line max-rail:max-h-none"
      >
        <FormGets
          gets={gets}
          ignored={saidLines("ignored", lines, text)}
          onFix={onFix}
          unknown={saidLines("unknown", lines, text)}
        />
      </section>
    </>
  );
}

function selectLine(field: HTMLTextAreaElement | null, line: number): void {
  if (field === null) return;
  const lines = field.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}
