"use client";
// What the server must be shown: authentication and headers. Every value is write-only once saved.
import { enabledSignals } from "#lib/destination/enabled-signals";
import { AuthFields } from "./AuthFields";
import { useEditor } from "./editor-context";
import { HeaderRows } from "./HeaderRows";
import { Section } from "./Section";

export function CredentialsSection() {
  return (
    <Section text={<WriteOnly />} title="Headers and authentication">
      <AuthFields slot="connection" />
      <HeaderRows slot="connection" />
    </Section>
  );
}

function WriteOnly() {
  const { judgement, later } = useEditor();
  const { destination } = judgement;
  const hosts = new Set(
    enabledSignals(destination).flatMap((signal) => {
      const target = later?.effectiveConnection(destination, signal)?.target;
      return target ? [`${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}`] : [];
    }),
  );
  return (
    <>
      Values are write-only: sealed when you save, never shown again
      {hosts.size === 0 ? " and used only for the host they are saved for." : ", and used only for "}
      {[...hosts].map((host, position) => (
        <span key={host}>
          {position > 0 && ", "}
          <code className="text-ink-2">{host}</code>
        </span>
      ))}
      {hosts.size > 0 && "."}
    </>
  );
}
