"use client";
// Certificates and how they are checked; the timeout and the proxy of a connection.
import { Switch } from "#components/ui/Switch";
import { TextArea, TextField } from "#components/ui/TextField";
import { type SlotPath, useDraftField } from "./editor-context";
import { SecretArea } from "./SecretArea";

export function TransferFields({ slot }: { slot: SlotPath }) {
  const isShared = slot === "connection";
  const placeholder = isShared ? undefined : "As shared";
  return (
    <div className="grid grid-cols-2 items-start gap-4 max-rail:grid-cols-1">
      <OptionalText
        hint="How long one request may take, for example 10s or 1m"
        isOptional={false}
        label="Timeout"
        path={`${slot}.timeout`}
        placeholder={placeholder ?? "10s"}
        slot={slot}
      />
      <OptionalText
        hint="A CONNECT proxy. Those in the environment are not used."
        isOptional={isShared}
        label="Proxy"
        path={`${slot}.proxy`}
        placeholder={placeholder ?? "http://proxy:3128"}
        slot={slot}
      />
    </div>
  );
}

export function TlsFields({ slot }: { slot: SlotPath }) {
  const skip = useDraftField<boolean>(`${slot}.tls.skipVerify`);
  return (
    <fieldset className="grid min-w-0 gap-4">
      <legend className="mb-3 text-13 font-strong">TLS</legend>
      <Pem hint="PEM, trusted in addition to Node’s and the system’s roots" label="Custom CA" path={`${slot}.tls.ca`} />
      <div className="grid grid-cols-2 items-start gap-4 max-rail:grid-cols-1">
        <Pem hint="PEM, for mutual TLS" label="Client certificate" path={`${slot}.tls.clientCert`} />
        <SecretArea
          hint="PEM, not encrypted; write-only like every secret"
          isOptional
          label="Client key"
          path={`${slot}.tls.clientKey`}
          placeholder="-----BEGIN PRIVATE KEY-----"
          savedPath={`${slot}.tls.clientKeySaved`}
        />
      </div>
      <OptionalText
        hint="The name the certificate must carry, where it differs from the host"
        isOptional
        label="Server name"
        path={`${slot}.tls.serverName`}
        placeholder="collector.internal"
        slot={slot}
      />
      <Switch
        checked={skip.value}
        description="Anyone between here and the server could read and change the telemetry."
        disabled={skip.control.disabled}
        label="Skip certificate verification"
        onCheckedChange={skip.set}
      />
    </fieldset>
  );
}

function OptionalText({
  path,
  slot,
  ...rest
}: {
  path: string;
  slot: SlotPath;
  label: string;
  hint: string;
  isOptional: boolean;
  placeholder: string;
}) {
  const field = useDraftField<string | null>(path);
  const isOwn = slot !== "connection" && !path.includes(".tls.");
  return (
    <TextField
      {...rest}
      {...field.control}
      {...field.message}
      isCode
      onChange={(event) => field.set(isOwn && event.target.value === "" ? null : event.target.value)}
      value={field.value ?? ""}
    />
  );
}

function Pem({ path, label, hint }: { path: string; label: string; hint: string }) {
  const field = useDraftField<string>(path);
  return (
    <TextArea
      {...field.control}
      {...field.message}
      hint={hint}
      isCode
      isOptional
      label={label}
      onChange={(event) => field.set(event.target.value)}
      placeholder="-----BEGIN CERTIFICATE-----"
      rows={3}
      value={field.value}
    />
  );
}
