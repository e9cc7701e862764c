"use client";
// The diagnoses of a report. The server's own words are said once, the first repair is the primary one.
import type { Fix } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Report, Stage } from "#lib/otlp/report";
import { DiagnosisCard } from "./DiagnosisCard";
import { stageOf, wordsOf } from "./report-words";

type DiagnosesProps = {
  report: Report;
  tested: ProbedDestination | null;
  /** The form holds other values by now: no repair is the primary thing to do. */
  isStale: boolean;
  onFix: ((fix: Fix) => void) | null;
};

export function Diagnoses({ report, tested, isStale, onFix }: DiagnosesProps) {
  let firstFix = !isStale;
  const told = new Set<Stage | null>();
  return report.diagnosis.map((diagnosis) => {
    const stage = stageOf(diagnosis, report);
    const isFirst = diagnosis.fix !== null && firstFix;
    if (diagnosis.fix !== null) firstFix = false;
    const words = told.has(stage) ? null : wordsOf(stage);
    told.add(stage);
    return (
      <DiagnosisCard
        diagnosis={diagnosis}
        isFirst={isFirst}
        key={diagnosis.code + diagnosis.signals.join()}
        onFix={onFix}
        stage={stage}
        tested={tested}
        words={words}
      />
    );
  });
}
