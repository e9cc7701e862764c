"use client";
// Before a revision is brought back: what changes, which values must be entered once more, and what forbids it. Loaded on demand.
import { KeyRound } from "lucide-react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";
import { Skeleton } from "#components/ui/EmptyState";
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import type { Restoration, SecretToEnter } from "#lib/destination/revision";
import type { AppError } from "#lib/result";
import { DifferenceTable, unchangedWords } from "./DifferenceTable";
import type { PlannedRestoration } from "./read-restoration";
import { type RestoreSource, useRestoration } from "./use-restoration";

type RestoreDialogProps<Restored> = {
  source: RestoreSource<Restored>;
  /** Of what is restored, as the title calls it. */
  name: string;
  revision: number;
  /** Where it is changed by hand. */
  settings: string;
  /** What comes with it: "Export switches over without a restart." */
  effect: string;
  /** Whether what is restored can be tested at once. */
  canTest: boolean;
  onClose: () => void;
  onRestored: (restored: Restored) => void;
};

export function RestoreDialog<Restored>(props: RestoreDialogProps<Restored>) {
  const { source, name, revision, settings, effect, canTest, onClose, onRestored } = props;
  const state = useRestoration(source, onRestored);
  const { plan, busy, error, submit } = state;
  const known = plan?.ok ? plan.data : null;
  return (
    <Dialog
      description={known === null ? "What changes." : `What changes from the current revision ${known.current}.`}
      footer={<Foot busy={busy} canTest={canTest} effect={effect} onClose={onClose} onSubmit={submit} plan={known} />}
      isOpen
      onClose={onClose}
      size="lg"
      title={`Restore revision ${revision} of ${name}`}
    >
      {plan === null && (
        <div aria-busy="true" className="grid gap-2 py-2">
          <span className="sr-only">Reading what changes</span>
          <Skeleton className="h-9! w-full" />
          <Skeleton className="h-9! w-full" />
        </div>
      )}
      {plan?.ok === false && (
        <Note
          actions={
            <Button onClick={state.again} size="sm">
              Try again
            </Button>
          }
          role="alert"
          title="What changes could not be read"
          tone="stop"
        >
          {plan.error.message}
        </Note>
      )}
      {known !== null && <Changes plan={known} settings={settings} />}
      {known !== null && <Entered {...state} plan={known} />}
      {error !== null && !isOfSecrets(error, known) && <Refused error={error} onAgain={state.again} />}
    </Dialog>
  );
}

type FootProps = Pick<RestoreDialogProps<unknown>, "effect" | "canTest" | "onClose"> & {
  plan: PlannedRestoration | null;
  busy: "restore" | "test" | null;
  onSubmit: (test: boolean) => Promise<void>;
};

function Foot({ plan, effect, canTest, busy, onClose, onSubmit }: FootProps) {
  const isHeld = plan === null || Object.keys(plan.problems).length > 0;
  return (
    <>
      {plan !== null && (
        <p className="mr-auto text-13 text-ink-3 max-rail:w-full">
          Becomes revision {plan.current + 1}. {effect}
        </p>
      )}
      <Button onClick={onClose}>Cancel</Button>
      <Button
        busy={busy === "restore" ? "Restoring" : undefined}
        disabled={isHeld || busy !== null}
        onClick={() => void onSubmit(false)}
        variant={canTest ? undefined : "primary"}
      >
        Restore
      </Button>
      {canTest && (
        <Button
          busy={busy === "test" ? "Restoring" : undefined}
          disabled={isHeld || busy !== null}
          onClick={() => void onSubmit(true)}
          variant="primary"
        >
          Restore & test
        </Button>
      )}
    </>
  );
}

function Changes({ plan, settings }: { plan: PlannedRestoration; settings: string }) {
  const { items, unchanged, problems, revision, warnings = [] } = plan;
  const wrong = Object.values(problems).flat();
  return (
    <>
      {wrong.length > 0 && (
        <Note
          actions={
            <LinkButton href={settings} size="sm">
              Change the settings
            </LinkButton>
          }
          title={`Revision ${revision} cannot be brought back as it was`}
          tone="stop"
        >
          {wrong.map((message) => (
            <p key={message}>{message}</p>
          ))}
        </Note>
      )}
      {warnings.map((warning) => (
        <Note key={warning} title={warning} tone="wait" />
      ))}
      {items.length === 0 ? (
        <p className="text-13 text-ink-2">No setting differs.</p>
      ) : (
        <DifferenceTable items={items} label="What changes" />
      )}
      {unchanged > 0 && <p className="text-13 text-ink-3">{unchangedWords(unchanged)}</p>}
    </>
  );
}

type EnteredProps = Pick<
  ReturnType<typeof useRestoration>,
  "typed" | "setTyped" | "message" | "setMessage" | "error"
> & { plan: Restoration };

function Entered({ plan, typed, setTyped, message, setMessage, error }: EnteredProps) {
  const { secrets, revision } = plan;
  const [first] = secrets;
  return (
    <>
      {first !== undefined && (
        <Note icon={<KeyRound />} title={titleOf(secrets)} tone="wait">
          <p>{whyOf(first, revision)}</p>
          <div className="mt-2 grid gap-3">
            {secrets.map(({ path, label, host }) => (
              <SecretField
                error={error?.fields?.[path]?.[0]}
                key={path}
                label={nameOf(label, host)}
                onChange={(event) => setTyped({ ...typed, [path]: event.target.value })}
                placeholder="Paste the value"
                value={typed[path] ?? ""}
              />
            ))}
          </div>
        </Note>
      )}
      <TextField
        error={error?.fields?.["/message"]?.[0]}
        isOptional
        label="Why"
        maxLength={200}
        onChange={(event) => setMessage(event.target.value)}
        value={message}
      />
    </>
  );
}

function Refused({ error, onAgain }: { error: AppError; onAgain: () => void }) {
  const told = Object.values(error.fields ?? {}).flat();
  const reference = error.ref === undefined ? "" : ` Reference: ${error.ref}`;
  return (
    <Note
      actions={
        <Button onClick={onAgain} size="sm">
          {error.code === "conflict" ? "Compare again" : "Read again"}
        </Button>
      }
      role="alert"
      title="Nothing was restored"
      tone="stop"
    >
      {told.length > 0 ? told.join(" ") : error.message + reference}
    </Note>
  );
}

/** What is said at the fields of this dialog needs no note. */
function isOfSecrets({ fields = {} }: AppError, plan: Restoration | null): boolean {
  const shown = new Set([...(plan?.secrets ?? []).map(({ path }) => path), "/message"]);
  const paths = Object.keys(fields);
  return paths.length > 0 && paths.every((path) => shown.has(path));
}

function titleOf(secrets: readonly SecretToEnter[]): string {
  const isElsewhere = secrets.every(({ host, savedFor }) => savedFor !== null && savedFor !== host);
  if (!isElsewhere) return secrets.length === 1 ? "One value is not kept." : `${secrets.length} values are not kept.`;
  return secrets.length === 1 ? "The key does not travel to another host." : "The keys do not travel to another host.";
}

function whyOf({ host, savedFor, message }: SecretToEnter, revision: number): string {
  if (host === null || savedFor === null || host === savedFor) return message;
  return `It was entered for ${savedFor}. Revision ${revision} points to ${host}, so enter it once more.`;
}

/** "api-key for otlp.nr-data.net:443". */
function nameOf(label: string, host: string | null): string {
  const name = label.replace(/^Header /, "");
  return host === null ? name : `${name} for ${host}`;
}
