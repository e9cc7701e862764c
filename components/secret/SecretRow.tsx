"use client";
// One secret of the list: where it goes, its headers with fingerprint, who set them and when, who uses it, when it ends.
import { Clock, FileCode, History, Pencil, RotateCw, Trash2 } from "lucide-react";
import Link from "next/link";
import { Button, IconButton } from "#components/ui/Button";
import { Tag } from "#components/ui/Tag";
import { Time } from "#components/ui/Time";
import type { SavedSecret, SecretKey } from "#lib/destination/named-secret";
import { headerOf } from "#lib/destination/secret-key";
import { heldWords } from "#lib/provisioned-words";

type SecretRowProps = {
  secret: SavedSecret;
  reason: string | undefined;
  onEdit: () => void;
  onRotate: (key: string) => void;
  onDelete: () => void;
};

export function SecretRow({ secret, reason: own, onEdit, onRotate, onDelete }: SecretRowProps) {
  const { name, origins, keys, expiry, provisioned } = secret;
  const held = heldWords(provisioned);
  const reason = own ?? held;
  return (
    <div className="grid gap-3 px-4 py-4 rail:px-5">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <h3 className="flex flex-wrap items-center gap-2 font-strong">
            <span className="[overflow-wrap:anywhere]">{name}</span>
            {expiry && <Expiry expiry={expiry} />}
          </h3>
          <ul aria-label={`Origins of ${name}`} className="mono-12 text-ink-3">
            {origins.map((origin) => (
              <li className="[overflow-wrap:anywhere]" key={origin}>
                {origin}
              </li>
            ))}
          </ul>
          {held && (
            <p className="mt-1 text-13 text-ink-2">
              <FileCode aria-hidden="true" className="mr-1.5 inline align-[-2px]" size={14} />
              {held}
            </p>
          )}
        </div>
        <div className="flex gap-1">
          <Link
            aria-label={`Revisions of ${name}`}
            className="grid size-9 place-items-center rounded-sm text-ink-2 transition-colors hover:bg-hover hover:text-ink touch:size-11"
            href={`/settings/secrets/${encodeURIComponent(name)}/revisions`}
            prefetch={false}
            title="Revisions"
          >
            <History aria-hidden="true" size={16} />
          </Link>
          <IconButton disabled={reason !== undefined} label={`Edit ${name}`} onClick={onEdit} title={reason ?? "Edit"}>
            <Pencil aria-hidden="true" size={16} />
          </IconButton>
          <IconButton
            disabled={reason !== undefined}
            label={`Delete ${name}`}
            onClick={onDelete}
            title={reason ?? "Delete"}
          >
            <Trash2 aria-hidden="true" size={16} />
          </IconButton>
        </div>
      </div>
      <ul
        aria-label={`Headers of ${name}`}
        className="grid gap-2 rounded-md border border-line-soft bg-sunken px-3 py-2.5"
      >
        {keys.map((one) => (
          <KeyLine key={one.key} name={name} onRotate={() => onRotate(one.key)} one={one} reason={reason} />
        ))}
      </ul>
      <UsedBy secret={secret} />
    </div>
  );
}

function KeyLine({
  one,
  name,
  reason,
  onRotate,
}: {
  one: SecretKey;
  name: string;
  reason: string | undefined;
  onRotate: () => void;
}) {
  const header = headerOf(one.key);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13">
      <code className="mono-13 min-w-0 [overflow-wrap:anywhere]">{header}</code>
      <span className="text-ink-3">
        fingerprint <code className="mono-12 text-ink-2">{one.fingerprint}</code>
      </span>
      <span className="min-w-0 flex-1 text-ink-3 [overflow-wrap:anywhere] max-rail:basis-full">
        set <Time at={one.setAt} /> by {one.setBy.name}
      </span>
      <Button
        aria-label={`Rotate ${header} of ${name}`}
        icon={<RotateCw aria-hidden="true" size={14} />}
        onClick={onRotate}
        reason={reason}
        size="sm"
        variant="ghost"
      >
        Rotate
      </Button>
    </li>
  );
}

function Expiry({ expiry: { at, state } }: { expiry: NonNullable<SavedSecret["expiry"]> }) {
  const tone = { later: "neutral", soon: "wait", expired: "stop" } as const;
  return (
    <Tag icon={<Clock aria-hidden="true" />} tone={tone[state]}>
      {state === "expired" ? "Expired" : "Expires"} <Time at={at} />
    </Tag>
  );
}

function UsedBy({ secret: { usedBy } }: { secret: SavedSecret }) {
  if (usedBy.length === 0) return <p className="text-13 text-ink-3">No destination uses it.</p>;
  return (
    <p className="text-13 text-ink-3">
      Used by{" "}
      {usedBy.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <Link className="link [overflow-wrap:anywhere]" href={`/destinations/${id}`}>
            {name}
          </Link>
        </span>
      ))}
    </p>
  );
}
