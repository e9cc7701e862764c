"use client";
// Webhooks for news of a destination's health: add, test with the answer's words, remove. Their URLs are secrets.
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { EmptyState } from "#components/ui/EmptyState";
import { Note } from "#components/ui/Note";
import { Tag } from "#components/ui/Tag";
import { toast } from "#components/ui/toast";
import { unreachable } from "#components/ui/unreachable";
import { saveWebhooks, testWebhook } from "#lib/actions/settings";
import type { AppError, Result } from "#lib/result";
import type { SavedSettings, SavedWebhook, WebhookSubmission } from "#lib/settings";
import { WebhookForm } from "./WebhookForm";

export function Webhooks({ saved, reason }: { saved: readonly SavedWebhook[]; reason: string | undefined }) {
  const { webhooks, error, add, remove } = useWebhooks(saved);
  const [isAdding, setAdding] = useState(false);
  const addAndClose = async (webhook: WebhookSubmission) => {
    const failure = await add(webhook);
    if (failure === null) setAdding(false);
    return failure;
  };
  return (
    <Card
      aside={
        !isAdding && (
          <Button
            icon={<Plus aria-hidden="true" size={14} />}
            onClick={() => setAdding(true)}
            reason={reason}
            size="sm"
          >
            Add webhook
          </Button>
        )
      }
      foot={
        <>
          One message when a destination is refused, backlogged or has retried for five minutes in vain, and one when it
          is well again.{reason !== undefined && ` You can look, not change. ${reason}.`}
        </>
      }
      text="News of a destination’s health by another road than this page."
      title="Webhooks"
    >
      {error && (
        <div className="p-4 pb-0 rail:p-5 rail:pb-0">
          <Note role="alert" title={error.message} tone="stop" />
        </div>
      )}
      {isAdding && <WebhookForm index={webhooks.length} onAdd={addAndClose} onCancel={() => setAdding(false)} />}
      {webhooks.length === 0 && !isAdding && (
        <div className="p-4 rail:p-5">
          <EmptyState title="No webhooks yet">
            Without one, a destination that is refused shows it on this console alone.
          </EmptyState>
        </div>
      )}
      {webhooks.length > 0 && (
        <ul aria-label="Webhooks" className="divide-y divide-line-soft">
          {webhooks.map((webhook) => (
            <WebhookRow key={webhook.id} onRemove={() => void remove(webhook)} reason={reason} webhook={webhook} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function useWebhooks(saved: readonly SavedWebhook[]) {
  const [webhooks, setWebhooks] = useState(saved);
  const [error, setError] = useState<AppError | null>(null);
  const save = async (next: WebhookSubmission[]): Promise<Result<SavedSettings>> => {
    const answer = await saveWebhooks({ webhooks: next }).catch(
      (): Result<SavedSettings> => ({ ok: false, error: unreachable }),
    );
    if (answer.ok) setWebhooks(answer.data.webhooks);
    return answer;
  };
  const kept = (all: readonly SavedWebhook[]): WebhookSubmission[] =>
    all.map(({ id, name, format }) => ({ id, name, format, url: null }));
  return {
    webhooks,
    error,
    /** What went wrong, or null. */
    async add(webhook: WebhookSubmission): Promise<AppError | null> {
      const answer = await save([...kept(webhooks), webhook]);
      if (!answer.ok) return answer.error;
      toast({ title: `${webhook.name} added`, text: "Send a test to see whether it arrives." });
      return null;
    },
    async remove(webhook: SavedWebhook): Promise<void> {
      const answer = await save(kept(webhooks.filter(({ id }) => id !== webhook.id)));
      setError(answer.ok ? null : answer.error);
      if (answer.ok) toast({ title: `${webhook.name} removed`, tone: "neutral" });
    },
  };
}

type RowProps = { webhook: SavedWebhook; reason: string | undefined; onRemove: () => void };

function WebhookRow({ webhook, reason, onRemove }: RowProps) {
  const [isBusy, setBusy] = useState(false);
  const [tested, setTested] = useState<{ accepted: boolean; message: string } | null>(null);
  const test = async () => {
    setBusy(true);
    const answer = await testWebhook({ id: webhook.id }).catch(() => null);
    setBusy(false);
    setTested(answer?.ok ? answer.data : { accepted: false, message: answer?.error.message ?? unreachable.message });
  };
  return (
    <li className="grid gap-2.5 px-4 py-3.5 rail:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 font-strong">
            <span className="truncate">{webhook.name}</span>
            <Tag tone="line">{webhook.format === "slack" ? "Slack" : "JSON"}</Tag>
          </p>
          <p className="mono-12 truncate text-ink-3">{webhook.origin}/••••••••</p>
        </div>
        <Button busy={isBusy ? "Sending" : undefined} onClick={() => void test()} reason={reason} size="sm">
          Send test
        </Button>
        <IconButton disabled={reason !== undefined} label={`Remove ${webhook.name}`} onClick={onRemove}>
          <Trash2 aria-hidden="true" size={16} />
        </IconButton>
      </div>
      <div aria-live="polite" className="empty:hidden">
        {tested && (
          <Note
            title={tested.accepted ? "The test message was accepted." : "The test message was not accepted."}
            tone={tested.accepted ? "span" : "stop"}
          >
            <code className="[overflow-wrap:anywhere]">{tested.message}</code>
          </Note>
        )}
      </div>
    </li>
  );
}
