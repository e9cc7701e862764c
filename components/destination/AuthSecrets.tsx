"use client";
// What the chosen kind of authentication asks for.
import { TextField } from "#components/ui/TextField";
import type { AuthDraft } from "#lib/destination/draft-shape";
import { type SlotPath, useDraftField } from "./editor-context";
import { AwsFields, GoogleFields, Oauth2Fields } from "./FurtherAuth";
import { SecretInput } from "./SecretInput";

export function AuthSecrets({ slot, type }: { slot: SlotPath; type: AuthDraft["type"] }) {
  return (
    <>
      {type === "bearer" && (
        <SecretInput
          hint="Sent as Authorization: Bearer, then the token."
          label="Token"
          path={`${slot}.auth.token`}
          savedPath={`${slot}.auth.tokenSaved`}
        />
      )}
      {type === "basic" && (
        <div className="grid grid-cols-2 gap-4 max-rail:grid-cols-1">
          <Username slot={slot} />
          <SecretInput label="Password" path={`${slot}.auth.password`} savedPath={`${slot}.auth.passwordSaved`} />
        </div>
      )}
      {type === "sigv4" && <AwsFields slot={slot} />}
      {type === "oauth2" && <Oauth2Fields slot={slot} />}
      {type === "google" && <GoogleFields slot={slot} />}
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
