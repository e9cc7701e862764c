"use client";
// How long the audit is kept: for ever, or so many days.
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { Note } from "#components/ui/Note";
import { Select } from "#components/ui/Select";
import { TextField } from "#components/ui/TextField";
import { toast } from "#components/ui/toast";
import { unreachable } from "#components/ui/unreachable";
import { saveAuditDays } from "#lib/actions/settings";
import type { AppError } from "#lib/result";
import { auditDaysMax, auditDaysMin } from "#lib/settings";
import { ShortenDialog } from "./ShortenDialog";

const lengths = [
  { value: "ever", label: "For ever" },
  { value: "days", label: "For some days" },
];

export function AuditDaysForm({ auditDays: saved, reason }: { auditDays: number | null; reason: string | undefined }) {
  const [isForEver, setForEver] = useState(saved === null);
  const [days, setDays] = useState(String(saved ?? 365));
  const [kept, setKept] = useState(saved);
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const fieldError = error?.fields?.["/auditDays"]?.[0];
  const auditDays = isForEver ? null : Number(days) || 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason !== undefined) return;
    if (removesMore(auditDays, kept)) setAsking(true);
    else void save();
  };
  const save = async () => {
    setBusy(true);
    const answer = await saveAuditDays({ auditDays }).catch(() => null);
    setBusy(false);
    setAsking(false);
    setError(answer === null ? unreachable : answer.ok ? null : answer.error);
    if (!answer?.ok) return;
    setKept(answer.data.auditDays);
    toast({ title: "Retention saved", text: savedWords(answer.data.auditDays) });
  };
  return (
    <Card
      foot={<Foot reason={reason} />}
      id="audit"
      text="How long Outspan keeps who did what."
      title="Audit retention"
    >
      <form className="grid gap-4 p-4 rail:p-5" noValidate onSubmit={submit}>
        {error && fieldError === undefined && <Note role="alert" title={error.message} tone="stop" />}
        <div className="grid items-start gap-4 rail:grid-cols-3">
          <Select
            disabled={reason !== undefined}
            label="Keep entries"
            onChange={({ target }) => setForEver(target.value === "ever")}
            options={lengths}
            value={isForEver ? "ever" : "days"}
          />
          {!isForEver && (
            <TextField
              disabled={reason !== undefined}
              error={fieldError}
              hint={`From ${auditDaysMin} to ${auditDaysMax.toLocaleString("en")}.`}
              inputMode="numeric"
              label="Days"
              onChange={({ target }) => setDays(target.value)}
              value={days}
            />
          )}
        </div>
        <div>
          <Button busy={isBusy ? "Saving" : undefined} reason={reason} type="submit" variant="primary">
            Save retention
          </Button>
        </div>
      </form>
      {isAsking && auditDays !== null && (
        <ShortenDialog
          days={auditDays}
          isBusy={isBusy}
          onClose={() => setAsking(false)}
          onShorten={() => void save()}
        />
      )}
    </Card>
  );
}

function Foot({ reason }: { reason: string | undefined }) {
  return (
    <>
      The audit says itself what was removed and when. Nothing is removed that a destination still waits for.{" "}
      <Link className="link" href="/audit?noun=audit&when=all" prefetch={false}>
        Show what was removed
      </Link>
      {reason !== undefined && <span className="block">You can look, not change. {reason}.</span>}
    </>
  );
}

/** A number that is refused removes nothing: it is not asked about. */
function removesMore(days: number | null, kept: number | null): boolean {
  return days !== null && days >= auditDaysMin && days <= auditDaysMax && (kept === null || days < kept);
}

function savedWords(days: number | null): string {
  return days === null ? "Entries are kept for ever." : `Entries older than ${days} days are removed within the hour.`;
}
