"use client";
// What went wrong, how sure that is, the server's own words, the exact change and the one button that makes it.
import { ChevronRight, WandSparkles } from "lucide-react";
import { Fragment, useId, useLayoutEffect, useRef, useState } from "react";
import { Button } from "#components/ui/Button";
import { CopyButton } from "#components/ui/CopyButton";
import { cn } from "#components/ui/cn";
import type { Fix } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Diagnosis, Stage } from "#lib/otlp/report";
import { previewOf } from "./fix-preview";
import { StageEvidence } from "./StageEvidence";
import { listSignals, stageLabels } from "./stage-words";
import { certaintyWords } from "./trace-words";

export type DiagnosisProps = {
  diagnosis: Diagnosis;
  /** The stage that failed, with its evidence. */
  stage: Stage | null;
  words: { said: string; status: string | null } | null;
  isFirst: boolean;
  tested: ProbedDestination | null;
  onFix: ((fix: Fix) => void) | null;
};

export function DiagnosisCard({ diagnosis, stage, words, isFirst, tested, onFix }: DiagnosisProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const place = useFocusKept();
  const { code, certainty, title, advice, fix } = diagnosis;
  // A clock that is off is no failure, whatever failed beside it.
  const isCertain = certainty === "certain" && stage?.status === "failed" && code !== "clock.skew";
  return (
    <article
      aria-labelledby={id}
      className={cn(
        "grid grid-cols-[minmax(0,1fr)] gap-3 border-b border-line-soft px-5 pt-4 pb-5 max-rail:px-4",
        isCertain ? "bg-stop-soft" : "bg-wait-soft",
      )}
      ref={place}
    >
      <Concern diagnosis={diagnosis} isCertain={isCertain} />
      <h3 className="font-head tracking-[-0.006em] text-balance break-words" id={id}>
        {title}
      </h3>
      {words !== null && <Said isCertain={isCertain} words={words} />}
      <Advice text={advice} />
      {fix !== null && tested !== null && <FixLines fix={fix} tested={tested} />}
      <div className="flex flex-wrap items-center gap-2">
        {fix !== null && onFix !== null && (
          <Button
            data-fix=""
            icon={isFirst && <WandSparkles aria-hidden="true" size={14} />}
            onClick={() => onFix(fix)}
            size="sm"
            variant={isFirst ? "primary" : "second"}
          >
            {fix.label}
          </Button>
        )}
        {stage !== null && Object.keys(stage.evidence).length > 0 && (
          <Button
            aria-expanded={isOpen}
            icon={
              <ChevronRight
                aria-hidden="true"
                className={cn("transition-transform", isOpen && "rotate-90")}
                size={14}
              />
            }
            onClick={() => setOpen(!isOpen)}
            size="sm"
            variant="ghost"
          >
            Evidence
          </Button>
        )}
      </div>
      {isOpen && stage !== null && (
        <div className="-mx-5 max-rail:-mx-4">
          <p className="px-5 pb-1.5 text-12 text-ink-2 max-rail:px-4">
            {stageLabels[stage.stage]}: {stage.summary}
          </p>
          <StageEvidence isWide stage={stage} />
        </div>
      )}
    </article>
  );
}

/** A card that goes away with the focus in it, as its repair is tested, leaves it to the head of the test. */
function useFocusKept() {
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const card = place.current;
    return () => {
      if (card?.contains(document.activeElement)) requestAnimationFrame(focusTestHead);
    };
  }, []);
  return place;
}

/** After the redraw: on a phone the whole panel may be a new one. */
function focusTestHead() {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>("[data-test-head]")?.focus();
}

/** How sure it is, whose it is, and its name. */
function Concern({ diagnosis, isCertain }: { diagnosis: Diagnosis; isCertain: boolean }) {
  const { certainty, code, signals } = diagnosis;
  return (
    <div className="flex flex-wrap items-center gap-x-2 text-12 text-ink-3">
      <Sure certainty={certainty} isCertain={isCertain} />
      {signals.length > 0 && (
        <>
          <span aria-hidden="true">·</span>
          <span>{listSignals(signals)}</span>
        </>
      )}
      <code className="ml-auto text-11! text-ink-2">{code}</code>
    </div>
  );
}

function Sure({ certainty, isCertain }: { certainty: Diagnosis["certainty"]; isCertain: boolean }) {
  const { word, dots } = certaintyWords[certainty];
  return (
    <span className={cn("flex items-center gap-2", isCertain ? "text-stop-ink" : "text-wait-ink")}>
      <span aria-hidden="true" className="inline-flex gap-[3px]">
        {[1, 2, 3].map((dot) => (
          <span
            className={cn(
              "size-1.5 rounded-full",
              dot <= dots ? "bg-current" : "shadow-[inset_0_0_0_1.5px_currentColor]",
            )}
            key={dot}
          />
        ))}
      </span>
      <b className="font-strong">{word}</b>
    </span>
  );
}

function Said({ words, isCertain }: { words: { said: string; status: string | null }; isCertain: boolean }) {
  return (
    <div className={cn("border-l-2 pl-3", isCertain ? "border-stop" : "border-wait")}>
      <span className="block text-12 text-ink-2">
        The server’s own words{words.status === null ? "" : `, ${words.status}`}
      </span>
      <code className="block max-h-40 overflow-y-auto leading-[1.2rem]! whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
        {words.said}
      </code>
    </div>
  );
}

const sha256 = /((?:[\dA-F]{2}:){31}[\dA-F]{2})/;

/** A fingerprint is there to be compared: it stands by itself, in groups that wrap, with a copy. */
function Advice({ text }: { text: string }) {
  const [before = "", fingerprint, after = ""] = text.split(sha256);
  if (fingerprint === undefined) return <p className="text-13 text-pretty break-words text-ink-2">{text}</p>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5 text-13 text-ink-2">
      <p className="text-pretty break-words">{before.trimEnd()}</p>
      <div className="flex items-start gap-1 rounded-sm border border-line bg-surface py-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 py-1 text-ink">
          {[...fingerprint.matchAll(/[\dA-F]{2}:?/g)].map(({ 0: byte, index }) => (
            <Fragment key={index}>
              {byte}
              <wbr />
            </Fragment>
          ))}
        </code>
        <CopyButton label="Copy SHA-256 fingerprint" text={fingerprint} />
      </div>
      {after.length > 1 && <p className="text-pretty break-words">{after.trimStart()}</p>}
    </div>
  );
}

const markLook = {
  same: "",
  gone: "text-ink-3 line-through",
  new: "rounded-[3px] bg-span-soft px-0.5 py-px font-head text-span-ink",
};

function FixLines({ fix, tested }: { fix: Fix; tested: ProbedDestination }) {
  const lines = previewOf(fix, tested);
  const showsLabels = lines.length > 1 || lines.some(({ label }) => !/endpoint$/i.test(label));
  if (lines.length === 0) return null;
  return (
    <div className="mono-12 grid gap-1 rounded-sm border border-line bg-surface px-2.5 py-[7px] text-ink-2 [overflow-wrap:anywhere]">
      {lines.map((line) => (
        <p key={line.label + line.parts.map((part) => part.text).join()}>
          {showsLabels && <span className="font-sans text-12 text-ink-3">{line.label}: </span>}
          {line.parts.map((part, place) => (
            <Fragment key={part.kind + part.text}>
              {part.kind === "new" && line.parts[place - 1]?.kind === "gone" && (
                <Becomes isWhole={line.parts.length === 2} />
              )}
              {part.kind === "gone" && <s className={markLook.gone}>{part.text}</s>}
              {part.kind === "new" && <b className={markLook.new}>{part.text}</b>}
              {part.kind === "same" && part.text}
            </Fragment>
          ))}
        </p>
      ))}
    </div>
  );
}

/** Between a value and the one in its place; inside a value an arrow would look like a part of it. */
function Becomes({ isWhole }: { isWhole: boolean }) {
  return (
    <>
      {isWhole && (
        <span aria-hidden="true" className="font-sans text-ink-3">
          {" → "}
        </span>
      )}
      <span className="sr-only"> to </span>
    </>
  );
}
