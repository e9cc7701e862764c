// Who changed the settings, when and what of them: the newest; all of them have a page.
import { Card } from "#components/ui/Card";
import { LinkButton } from "#components/ui/LinkButton";
import { Time } from "#components/ui/Time";
import type { SettingsRevision } from "#lib/settings-revision";

const shownMax = 10;

export function SettingsHistory({ revisions }: { revisions: readonly SettingsRevision[] }) {
  const changed = revisions.filter(({ changes }) => changes !== null && changes.length > 0);
  return (
    <Card
      aside={
        <LinkButton href="/settings/instance/revisions" size="sm">
          Compare and restore
        </LinkButton>
      }
      text="Names, webhooks and the retention of the audit."
      title="What changed here"
    >
      {changed.length === 0 ? (
        <p className="p-4 text-13 text-ink-3 rail:p-5">Nothing yet: these are the settings it was started with.</p>
      ) : (
        <ol aria-label="Revisions of the settings" className="[&>li+li]:border-t [&>li+li]:border-line-soft">
          {changed.slice(0, shownMax).map((one) => (
            <li className="grid gap-1 px-4 py-3 text-13 rail:px-5" key={one.revision}>
              <span className="text-ink-2">
                <span className="font-strong text-ink">Revision {one.revision}</span> {one.author.name},{" "}
                <Time at={one.at} />
              </span>
              {one.message !== null && <span className="text-ink-2 [overflow-wrap:anywhere]">{one.message}</span>}
              {one.changes?.map(({ path, label, from, to }) => (
                <span className="[overflow-wrap:anywhere]" key={path}>
                  {label}{" "}
                  {from !== null && (
                    <>
                      <del className="mono-12 text-stop-ink">{from}</del> <span className="sr-only">to</span>
                      <span aria-hidden="true">→</span>{" "}
                    </>
                  )}
                  {to === null ? (
                    <span className="text-ink-3">removed</span>
                  ) : (
                    <ins className="mono-12 text-span-ink no-underline">{to}</ins>
                  )}
                </span>
              ))}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
