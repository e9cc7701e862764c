"use client";
// Why export fails now: the probe's own diagnosis with its one-click fix, which goes on in the settings.
import { useRouter } from "next/navigation";
import { DiagnosisCard } from "#components/probe/DiagnosisCard";
import { Card } from "#components/ui/Card";
import { LinkButton } from "#components/ui/LinkButton";
import type { Fix } from "#lib/destination/problem";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { worstSignal } from "#lib/destination/status-sentence";
import { handFix } from "./handed-fix";
import { brokeWords } from "./said";

type WhyCardProps = { saved: SavedDestination; status: Status; canWrite: boolean };

export function WhyCard({ saved, status, canWrite }: WhyCardProps) {
  const router = useRouter();
  const outcome = worstSignal(status)?.lastOutcome ?? null;
  const words =
    outcome?.message && outcome.kind !== "accepted" && brokeWords(outcome) === null
      ? { said: outcome.message, status: outcome.status }
      : null;
  const firstFix = status.diagnosis.findIndex(({ fix }) => fix !== null);
  const onFix = (fix: Fix) => {
    handFix(saved.id, fix);
    router.push(`/destinations/${saved.id}/settings`);
  };
  if (status.diagnosis.length === 0) return null;
  return (
    <Card
      aside={
        canWrite &&
        firstFix === -1 && (
          <LinkButton href={`/destinations/${saved.id}/settings`} size="sm">
            Change the settings
          </LinkButton>
        )
      }
      className="overflow-hidden [&_article:last-child]:border-b-0"
      text={`What the exports saw, as a test would say it.${firstFix === -1 ? "" : " A fix goes to the settings and tests there."}`}
      title="Diagnosis"
    >
      {status.diagnosis.map((diagnosis, index) => (
        <DiagnosisCard
          diagnosis={diagnosis}
          isFirst={index === firstFix}
          key={diagnosis.code + diagnosis.signals.join()}
          onFix={canWrite ? onFix : null}
          stage={null}
          tested={saved}
          words={index === 0 ? words : null}
        />
      ))}
    </Card>
  );
}
