"use client";
// How to authenticate, for the shared connection or a signal's own one (there also: as shared).
import { Select } from "#components/ui/Select";
import { type AuthDraft, emptyDraft } from "#lib/destination/draft-shape";
import { signals } from "#lib/otlp/signal";
import { type SlotPath, useDraftMessage, useEditor, useSetDraft } from "./editor-context";

const choices = [
  { value: "none", label: "None, headers only" },
  { value: "bearer", label: "Bearer" },
  { value: "basic", label: "Basic" },
];

export function AuthFields({ slot }: { slot: SlotPath }) {
  const { draft, isReadOnly, later } = useEditor();
  const setDraft = useSetDraft();
  const path = `${slot}.auth.type`;
  const message = useDraftMessage(path);
  const owner = signals.find((signal) => slot === `signals.${signal}.connection`);
  const auth: AuthDraft | null = (owner ? draft.signals[owner].connection : draft.connection)?.auth ?? null;
  const choose = (value: string) => {
    if (value === "shared") setDraft(`${slot}.auth`, null);
    else if (auth === null || later?.furtherKinds.some((kind) => kind.value === value)) {
      setDraft(`${slot}.auth`, { ...later?.furtherAuth, ...(auth ?? emptyDraft().connection.auth), type: value });
    } else setDraft(path, value);
  };
  const kinds = [...choices, ...(later?.furtherKinds ?? [])];
  return (
    <>
      <Select
        {...message}
        className="max-w-[320px] max-rail:max-w-none"
        disabled={isReadOnly}
        label="Authentication"
        name={path}
        onChange={(event) => choose(event.target.value)}
        options={owner ? [{ value: "shared", label: "As shared" }, ...kinds] : kinds}
        value={auth?.type ?? "shared"}
      />
      {later && auth !== null && <later.AuthSecrets slot={slot} type={auth.type} />}
    </>
  );
}
