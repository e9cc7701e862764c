"use client";
// When a test ended and what it tested, and its whole report to take along.
import { Download } from "lucide-react";
import { Button } from "#components/ui/Button";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Report } from "#lib/otlp/report";
import { CopyReport } from "./CopyReport";

type DoneFootProps = {
  report: Report;
  /** What it was a test of; its secrets are not shown. */
  tested: ProbedDestination | null;
  saved: boolean;
  isStale: boolean;
};

export function DoneFoot({ report, tested, saved, isStale }: DoneFootProps) {
  return (
    <>
      <span className="num">
        Tested {clock(report)}
        {!isStale && (saved ? " · saved" : " · unsaved draft")}
      </span>
      <EvidenceFile report={report} />
      <CopyReport report={report} tested={tested} />
    </>
  );
}

/** The whole report as a file: it never holds a secret. */
function EvidenceFile({ report }: { report: Report }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: "application/json" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: `outspan-test-${report.id}.json` });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button icon={<Download aria-hidden="true" size={14} />} onClick={save} size="sm" variant="ghost">
      Report
    </Button>
  );
}

function clock(report: Report): string {
  return new Date(report.startedAt).toLocaleTimeString("en-GB");
}
