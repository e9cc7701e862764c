"use client";
// Authentication beyond a header: keys that sign for AWS, a client that fetches tokens, a service account of Google.
import { Select } from "#components/ui/Select";
import { TextField } from "#components/ui/TextField";
import { scopeOfHost } from "#lib/destination/aws-endpoint";
import { effectiveConnection } from "#lib/destination/resolve";
import { signals } from "#lib/otlp/signal";
import { type SlotPath, useDraftField, useEditor } from "./editor-context";
import { SecretArea } from "./SecretArea";
import { SecretInput } from "./SecretInput";

const pair = "grid grid-cols-2 items-start gap-4 max-rail:grid-cols-1";

export function AwsFields({ slot }: { slot: SlotPath }) {
  const credentials = useDraftField<"static" | "host">(`${slot}.auth.credentials`);
  const read = scopeOfHost(useHost(slot));
  const at = `${slot}.auth`;
  return (
    <>
      <div className={pair}>
        <Text isOptional={read.region !== null} label="Region" path={`${at}.region`} placeholder={read.region} />
        <Text isOptional={read.service !== null} label="Service" path={`${at}.service`} placeholder={read.service} />
      </div>
      <Select
        {...credentials.control}
        {...credentials.message}
        hint="This host: environment, shared file, container or instance role. Only where OUTSPAN_AWS_HOST_CREDENTIALS is on."
        label="Credentials"
        onChange={(event) => credentials.set(event.target.value === "host" ? "host" : "static")}
        options={[
          { value: "static", label: "Static keys" },
          { value: "host", label: "This host" },
        ]}
        value={credentials.value}
      />
      {credentials.value === "static" && (
        <>
          <div className={pair}>
            <Text label="Access key ID" path={`${at}.accessKeyId`} placeholder="AKIA…" />
            <SecretInput
              label="Secret access key"
              path={`${at}.secretAccessKey`}
              savedPath={`${at}.secretAccessKeySaved`}
            />
          </div>
          <SecretInput
            hint="Of temporary keys; leave it empty for keys that stay."
            label="Session token"
            path={`${at}.sessionToken`}
            savedPath={`${at}.sessionTokenSaved`}
          />
        </>
      )}
    </>
  );
}

export function Oauth2Fields({ slot }: { slot: SlotPath }) {
  const at = `${slot}.auth`;
  const clientAuth = useDraftField<"basic" | "post">(`${at}.clientAuth`);
  return (
    <>
      <Text label="Token URL" path={`${at}.tokenUrl`} placeholder="https://login.example.com/oauth2/token" />
      <div className={pair}>
        <Text label="Client ID" path={`${at}.clientId`} />
        <SecretInput label="Client secret" path={`${at}.clientSecret`} savedPath={`${at}.clientSecretSaved`} />
        <Text
          hint="Separated by spaces"
          isOptional
          label="Scopes"
          path={`${at}.scopes`}
          placeholder="api://example/.default"
        />
        <Text isOptional label="Audience" path={`${at}.audience`} />
      </div>
      <Select
        {...clientAuth.control}
        {...clientAuth.message}
        label="Client authentication"
        onChange={(event) => clientAuth.set(event.target.value === "post" ? "post" : "basic")}
        options={[
          { value: "basic", label: "In the header (Basic)" },
          { value: "post", label: "In the form (POST)" },
        ]}
        value={clientAuth.value}
      />
    </>
  );
}

export function GoogleFields({ slot }: { slot: SlotPath }) {
  return (
    <SecretArea
      hint="The key file, whole. A token is fetched with it and renewed; the key itself stays here."
      label="Service account key"
      path={`${slot}.auth.serviceAccount`}
      placeholder='{ "type": "service_account", …'
      savedPath={`${slot}.auth.serviceAccountSaved`}
    />
  );
}

type TextProps = { path: string; label: string; hint?: string; isOptional?: boolean; placeholder?: string | null };

function Text({ path, placeholder, ...rest }: TextProps) {
  const field = useDraftField<string>(path);
  return (
    <TextField
      {...rest}
      {...field.control}
      {...field.message}
      isCode
      onChange={(event) => field.set(event.target.value)}
      placeholder={placeholder ?? undefined}
      value={field.value}
    />
  );
}

/** Where requests with these credentials go first; "" while that is not known. */
function useHost(slot: SlotPath): string {
  const { destination } = useEditor().judgement;
  const own = signals.find((signal) => slot === `signals.${signal}.connection`);
  const whose = own ? [own] : signals.filter((signal) => destination.signals[signal]?.enabled);
  const hosts = whose.flatMap((signal) => effectiveConnection(destination, signal)?.target.host ?? []);
  return hosts[0] ?? "";
}
