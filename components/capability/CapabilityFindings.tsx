"use client";
// What a run came to: how it ended, what to know, and the button that sets the destination to what is accepted.
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import type { CapabilityEnd, CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import type { Fix } from "#lib/destination/problem";

const titles: Record<Exclude<CapabilityEnd, "complete">, string> = {
  auth: "The server refused the credentials, so nothing more was sent",
  throttled: "The server asked to wait, so nothing more was sent",
  unreachable: "The endpoint was not reached",
  settings: "Something in the settings is wrong, so nothing was sent",
  time: "It took too long; the rest is unknown",
  cancelled: "Cancelled",
  internal: "It broke off",
};

type Props = { summary: CapabilitySummary; rows: readonly CapabilityRow[]; onFix: (fix: Fix) => void };

export function CapabilityFindings({ summary, rows, onFix }: Props) {
  const { ended, reason, findings, requests } = summary;
  const repairs = findings.filter(({ fix }) => fix !== null);
  const facts = findings.filter(({ fix }) => fix === null);
  const isQuiet = ended === "complete" && findings.length === 0;
  const isAllAccepted = rows.every(({ verdict }) => verdict === "accepted" || verdict === "skipped");
  return (
    <>
      {ended !== "complete" && (
        <Note title={titles[ended]} tone="wait">
          {saysMore(ended) && reason}
        </Note>
      )}
      {isQuiet && !isAllAccepted && (
        <Note title={`${requests} requests were sent`}>Not all were accepted. The table shows each answer.</Note>
      )}
      {isQuiet && isAllAccepted && (
        <Note title={`All ${requests} requests were accepted`} tone="span">
          Accepted is not yet stored.
        </Note>
      )}
      {repairs.map(({ text, fix }) => (
        <Note
          actions={
            fix && (
              <Button onClick={() => onFix(fix)} size="sm" variant="primary">
                {fix.label} and test
              </Button>
            )
          }
          key={text}
          title={text}
          tone="wait"
        />
      ))}
      {facts.length > 0 && (
        <Note title={repairs.length > 0 ? "Also found" : `${requests} requests were sent`}>
          <ul className="grid gap-0.5">
            {facts.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}

/** Where the title has not said it all. */
function saysMore(ended: CapabilityEnd): boolean {
  return ended === "unreachable" || ended === "settings" || ended === "internal";
}
