"use client";
// Browsers that are signed in as this person: each can be signed out, or all others at once.
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { Note } from "#components/ui/Note";
import { Tag } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import { toast } from "#components/ui/toast";
import { endOtherSessions, endSession } from "#lib/actions/own-account";
import type { OwnSession } from "#lib/own-account";
import type { Result } from "#lib/result";

export function SessionsCard({ sessions }: { sessions: readonly OwnSession[] }) {
  const router = useRouter();
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  const act = async (what: string, run: () => Promise<Result<unknown>>, done: string) => {
    setBusy(what);
    const answer = await run().catch(() => null);
    setBusy(null);
    // One that is gone already is what was wanted.
    const isDone = answer?.ok || answer?.error.code === "not_found";
    setProblem(isDone ? null : (answer?.error.message ?? "Cannot reach Outspan. Nobody was signed out."));
    if (isDone) toast({ title: done, tone: "neutral" });
    router.refresh();
  };
  return (
    <Card
      aside={
        others.length > 0 && (
          <Button
            busy={busy === "others" ? "Signing out" : undefined}
            onClick={() => void act("others", endOtherSessions, "Every other browser is signed out")}
            size="sm"
          >
            Sign out all others
          </Button>
        )
      }
      foot="A session ends by itself 7 days after it was last used, and after 30 days in any case."
      text="Browsers that are signed in as you."
      title="Sessions"
    >
      {problem !== null && (
        <div className="p-4 pb-0 rail:p-5 rail:pb-0">
          <Note role="alert" title={problem} tone="stop" />
        </div>
      )}
      <ul aria-label="Sessions" className="divide-y divide-line-soft">
        {sessions.map((session) => (
          <SessionRow
            isBusy={busy === session.id}
            key={session.id}
            onEnd={() => void act(session.id, () => endSession({ id: session.id }), `${session.browser} is signed out`)}
            session={session}
          />
        ))}
      </ul>
    </Card>
  );
}

function SessionRow({ session, isBusy, onEnd }: { session: OwnSession; isBusy: boolean; onEnd: () => void }) {
  const { browser, since, lastUsedAt, isCurrent } = session;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-13 rail:px-5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-14 font-strong">
          {browser}
          {isCurrent && <Tag tone="span">This one</Tag>}
        </p>
        <p className="text-ink-3">
          Since <Time at={since} />
          {!isCurrent && (
            <>
              , last used <Time at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      {!isCurrent && (
        <Button aria-label={`Sign out ${browser}`} busy={isBusy ? "Signing out" : undefined} onClick={onEnd} size="sm">
          Sign out
        </Button>
      )}
    </li>
  );
}
