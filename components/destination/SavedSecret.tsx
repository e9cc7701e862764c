"use client";
// A saved secret in place of typed headers: offers those whose origin fits what is typed, and says of the others why not. Values never
// come here, only names.
import { useEffect, useState } from "react";
import { Select } from "#components/ui/Select";
import type { SavedSecret as Secret } from "#lib/destination/named-secret";
import { namedSecretProblems } from "#lib/destination/named-secret-use";
import { originOf } from "#lib/destination/origin";
import { connectionPath, effectiveConnection, enabledSignals, slotOf } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { headerOf } from "#lib/destination/secret-key";
import { signals } from "#lib/otlp/signal";
import { type SlotPath, useDraftField, useEditor, useSetDraft } from "./editor-context";
import { readSecrets } from "./read-secrets";

const shared = "\u0000shared";

export function SavedSecret({ slot, onNone }: { slot: SlotPath; onNone: () => void }) {
  const field = useDraftField<string | null>(`${slot}.secret`);
  const { judgement, draft, isReadOnly, applyFix } = useEditor();
  const setDraft = useSetDraft();
  const { secrets, isAway } = useSecrets();
  const owner = signals.find((signal) => slot === `signals.${signal}.connection`);
  const { destination } = judgement;
  const at = connectionPath(owner ?? "shared");
  const known = (secrets ?? []).map(({ name, origins, keys }) => ({
    name,
    origins,
    headers: keys.map(({ key }) => headerOf(key)),
  }));
  const problem = secrets && namedSecretProblems(destination, known).find(({ path }) => path === `${at}/secret`);
  const goals = originsFor(destination, slot);
  const fits = ({ origins }: Secret) => goals.every((origin) => origins.includes(origin));
  const chosen = secrets?.find(({ name }) => name === field.value);
  const choose = (name: string) => {
    field.set(name === shared ? null : name);
    if (name === "") onNone();
    const brought = new Set(known.find((one) => one.name === name)?.headers.map((header) => header.toLowerCase()));
    const rows = owner ? draft.signals[owner].connection?.headers : draft.connection.headers;
    const left = rows?.filter((row) => !brought.has(row.name.toLowerCase()));
    if (rows && left && left.length < rows.length) setDraft(`${slot}.headers`, left);
    const auth = owner ? draft.signals[owner].connection?.auth : draft.connection.auth;
    if (brought.has("authorization") && auth && auth.type !== "none") setDraft(`${slot}.auth.type`, "none");
  };
  // What is as shared was told there, and of the chosen one the error tells.
  const isOther = (secret: Secret) => !fits(secret) && secret.name !== field.value;
  const others = field.value === null ? [] : (secrets ?? []).filter(isOther);
  const inherited = owner === undefined ? null : draft.connection.secret;
  const error = field.message.error ?? problem?.message;
  const fix = problem?.fix;
  return (
    <div className="grid gap-2 rounded-md border border-line bg-canvas p-3">
      <Select
        {...field.control}
        // Without a choice it was just opened by a button that it replaces.
        autoFocus={!(field.value || inherited)}
        aside={<NewSecret goals={goals} />}
        error={error}
        fix={fix && !isReadOnly ? { label: fix.label, onApply: () => applyFix(fix) } : undefined}
        hint={hintOf(chosen, secrets, isAway)}
        label="Saved secret"
        onChange={(event) => choose(event.target.value)}
        options={[
          ...(inherited === null ? [] : [{ value: shared, label: `As shared: ${inherited || "none"}` }]),
          { value: "", label: "None" },
          ...namesFor(secrets ?? [], fits, field.value).map((name) => ({ value: name, label: name })),
        ]}
        value={field.value ?? shared}
      />
      {others.length > 0 && goals.length > 0 && <Others goals={goals} others={others} />}
    </div>
  );
}

/** Those that fit, and the one that is chosen whatever it is. */
function namesFor(secrets: readonly Secret[], fits: (secret: Secret) => boolean, value: string | null): string[] {
  const names = secrets.filter(fits).map(({ name }) => name);
  return value && !names.includes(value) ? [value, ...names] : names;
}

/** Where signals that take the secret from this connection send. */
function originsFor(destination: ProbedDestination, slot: SlotPath): string[] {
  const isUsed = (from: string) => (from === "shared" ? "connection" : `signals.${from}.connection`) === slot;
  const origins = enabledSignals(destination).flatMap((signal) => {
    const from = slotOf(destination, signal, "secret");
    const own = slot !== "connection" && slot === `signals.${signal}.connection`;
    const connection = own || isUsed(from) ? effectiveConnection(destination, signal) : null;
    return connection === null ? [] : [originOf(connection.target)];
  });
  return [...new Set(origins)];
}

function hintOf(chosen: Secret | undefined, secrets: readonly Secret[] | null, isAway: boolean): string | undefined {
  if (isAway) return "The secrets could not be read. Try again in a moment.";
  if (secrets === null) return "Reading the secrets";
  if (secrets.length === 0) return "No secret is saved yet.";
  if (!chosen) return undefined;
  const headers = chosen.keys.map(({ key, fingerprint }) => `${headerOf(key)} (${fingerprint})`);
  const ends = chosen.expiry && chosen.expiry.state !== "later" ? endWords[chosen.expiry.state] : "";
  return `Sends ${headers.join(", ")}.${ends}`;
}

const endWords = { soon: " It expires within 14 days.", expired: " It has expired." };

function Others({ others, goals }: { others: readonly Secret[]; goals: readonly string[] }) {
  return (
    <p className="text-13 text-ink-3">
      Not for {goals.join(", ")}:{" "}
      {others.map(({ name, origins }, index) => (
        <span key={name}>
          {index > 0 && "; "}
          <span className="text-ink-2">{name}</span> goes to{" "}
          <code className="[overflow-wrap:anywhere]">{origins.join(", ")}</code>
        </span>
      ))}
    </p>
  );
}

function NewSecret({ goals }: { goals: readonly string[] }) {
  const [origin] = goals;
  const query = origin === undefined ? "" : `?origin=${encodeURIComponent(origin)}`;
  return (
    <a className="link text-12" href={`/settings/secrets${query}`} rel="noopener" target="_blank">
      New secret<span className="sr-only"> (opens a new tab)</span>
    </a>
  );
}

/** Read anew when somebody comes back from making one. */
function useSecrets(): { secrets: readonly Secret[] | null; isAway: boolean } {
  const [secrets, setSecrets] = useState<readonly Secret[] | null>(null);
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const until = new AbortController();
    const read = async () => {
      const found = await readSecrets(until.signal);
      if (until.signal.aborted) return;
      setAway(found === null);
      if (found !== null) setSecrets(found);
    };
    void read();
    window.addEventListener("focus", () => void read(), { signal: until.signal });
    return () => until.abort();
  }, []);
  return { secrets, isAway };
}
