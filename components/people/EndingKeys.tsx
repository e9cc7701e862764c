"use client";
// API keys that may do more than whoever made them may from now on: named, and revoked with it unless somebody decides otherwise.
import type { MadeKey } from "#lib/person";
import type { Asked } from "./AskDialog";

type EndingKeysProps = { keys: readonly MadeKey[]; isChecked: boolean; onChange: (isChecked: boolean) => void };

export function EndingKeys({ keys, isChecked, onChange }: EndingKeysProps) {
  return (
    <label className="flex items-start gap-2 text-13">
      <input
        checked={isChecked}
        className="mt-[3px] size-4 flex-none accent-(--act)"
        onChange={(event) => onChange(event.target.checked)}
        type="checkbox"
      />
      <span className="min-w-0">
        Revoke the API {keys.length === 1 ? "key" : "keys"} that they made
        <span className="block break-words text-ink-3">{namesOf(keys)}</span>
      </span>
    </label>
  );
}

export function endingKeys(asked: Asked, keys: readonly MadeKey[]): MadeKey[] {
  const own = keys.filter(({ isIngest }) => !isIngest);
  if (asked.what === "deactivate") return own;
  return asked.what === "role" ? own.filter(({ tooMuchFor }) => tooMuchFor.includes(asked.role)) : [];
}

export function namesOf(keys: readonly MadeKey[]): string {
  return keys.map(({ name }) => name).join(", ");
}
