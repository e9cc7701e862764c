"use client";
// How to authenticate, for the shared connection or a signal's own one (there also: as shared).
import { Select } from "#components/ui/Select";
import type { AuthDraft } from "#lib/destination/draft-shape";
import { signals } from "#lib/otlp/signal";
import { type SlotPath, useDraftMessage, useEditor, useSetDraft } from "./editor-context";
import { firstAuthKinds } from "./first-auth-kinds";

export function AuthFields({ slot }: { slot: SlotPath }) {
  const { draft, isReadOnly, later, withLater } = useEditor();
  const setDraft = useSetDraft();
  const path = `${slot}.auth.type`;
  const message = useDraftMessage(path);
  const owner = signals.find((signal) => slot === `signals.${signal}.connection`);
  const auth: AuthDraft | null = (owner ? draft.signals[owner].connection : draft.connection)?.auth ?? null;
  const choose = (kind: string) =>
    withLater(({ chosenAuth }) => setDraft(`${slot}.auth`, kind === "shared" ? null : chosenAuth(kind, auth)));
  const kinds = later?.authKinds ?? firstAuthKinds;
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
