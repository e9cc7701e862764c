"use client";
// None, bearer or basic, for the shared connection or a signal's own one (there also: as shared).
import { Select } from "#components/ui/Select";
import { TextField } from "#components/ui/TextField";
import { type AuthDraft, emptyDraft } from "#lib/destination/draft";
import { type SlotPath, useDraftField, useSetDraft } from "./editor-context";
import { SecretInput } from "./SecretInput";

const choices = [
  { value: "none", label: "None, headers only" },
  { value: "bearer", label: "Bearer" },
  { value: "basic", label: "Basic" },
];

export function AuthFields({ slot }: { slot: SlotPath }) {
  const type = useDraftField<AuthDraft["type"] | undefined>(`${slot}.auth.type`);
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
      {type.value === "bearer" && (
        <SecretInput
          hint="Sent as Authorization: Bearer, then the token."
          label="Token"
          path={`${slot}.auth.token`}
          savedPath={`${slot}.auth.tokenSaved`}
        />
      )}
      {type.value === "basic" && (
        <div className="grid grid-cols-2 gap-4 max-rail:grid-cols-1">
          <Username slot={slot} />
          <SecretInput label="Password" path={`${slot}.auth.password`} savedPath={`${slot}.auth.passwordSaved`} />
        </div>
      )}
    </>
  );
}

function Username({ slot }: { slot: SlotPath }) {
  const username = useDraftField<string>(`${slot}.auth.username`);
  return (
    <TextField
      {...username.control}
      {...username.message}
      isCode
      label="Username"
      onChange={(event) => username.set(event.target.value)}
      value={username.value}
    />
  );
}
