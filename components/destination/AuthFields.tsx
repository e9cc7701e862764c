"use client";
// None, bearer or basic, for the shared connection or a signal's own one (there also: as shared).
import { Select } from "#components/ui/Select";
import { type AuthDraft, emptyDraft } from "#lib/destination/draft-shape";
import { type SlotPath, useDraftField, useEditor, useSetDraft } from "./editor-context";

const choices = [
  { value: "none", label: "None, headers only" },
  { value: "bearer", label: "Bearer" },
  { value: "basic", label: "Basic" },
];

export function AuthFields({ slot }: { slot: SlotPath }) {
  const type = useDraftField<AuthDraft["type"] | undefined>(`${slot}.auth.type`);
  const { later } = useEditor();
  const setDraft = useSetDraft();
  const isOwn = slot !== "connection";
  const choose = (value: string) => {
    if (value === "shared") setDraft(`${slot}.auth`, null);
    else if (type.value === undefined) setDraft(`${slot}.auth`, { ...emptyDraft().connection.auth, type: value });
    else type.set(value as AuthDraft["type"]);
  };
  return (
    <>
      <Select
        {...type.control}
        {...type.message}
        className="max-w-[320px] max-rail:max-w-none"
        label="Authentication"
        onChange={(event) => choose(event.target.value)}
        options={isOwn ? [{ value: "shared", label: "As shared" }, ...choices] : choices}
        value={type.value ?? "shared"}
      />
      {later && type.value !== undefined && <later.AuthSecrets slot={slot} type={type.value} />}
    </>
  );
}
