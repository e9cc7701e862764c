// Above the list of destinations: secrets in use that end soon or have ended.
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";
import { Time } from "#components/ui/Time";
import type { SavedSecret } from "#lib/destination/named-secret";

export function ExpiryNote({ secrets }: { secrets: readonly SavedSecret[] }) {
  if (secrets.length === 0) return null;
  const hasEnded = secrets.some(({ expiry }) => expiry?.state === "expired");
  const count = secrets.length === 1 ? "A secret" : `${secrets.length} secrets`;
  return (
    <Note
      actions={
        <LinkButton href="/settings/secrets" size="sm">
          Open secrets
        </LinkButton>
      }
      title={hasEnded ? `${count} in use expired or will soon.` : `${count} in use will expire soon.`}
      tone={hasEnded ? "stop" : "wait"}
    >
      <ul>
        {secrets.map(({ name, expiry, usedBy }) => (
          <li key={name}>
            {name} {expiry?.state === "expired" ? "expired" : "expires"} {expiry && <Time at={expiry.at} />}, used by{" "}
            {usedBy.map((user) => user.name).join(", ")}
          </li>
        ))}
      </ul>
    </Note>
  );
}
