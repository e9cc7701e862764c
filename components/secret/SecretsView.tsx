"use client";
// The page of named secrets: the list, and the form of one that is made or changed in its place.
import { Plus } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "#components/ui/Button";
import { Card } from "#components/ui/Card";
import { EmptyState } from "#components/ui/EmptyState";
import type { SavedSecret } from "#lib/destination/named-secret";
import type { SecretTemplate } from "#lib/preset/secret-template";
import { DeleteDialog } from "./DeleteDialog";
import { RotateDialog } from "./RotateDialog";
import { SecretForm } from "./SecretForm";
import { SecretRow } from "./SecretRow";
import { emptySecret, secretDraft } from "./secret-draft";

type SecretsViewProps = {
  saved: readonly SavedSecret[];
  templates: readonly SecretTemplate[];
  /** Why nothing may be changed. */
  reason: string | undefined;
  /** An origin for which a secret is wanted. */
  beginWith: string | null;
};

type Open =
  | { kind: "nothing" | "new" }
  | { kind: "edit" | "delete"; name: string }
  | { kind: "rotate"; name: string; key: string };

export function SecretsView({ saved, templates, reason, beginWith }: SecretsViewProps) {
  const [secrets, setSecrets] = useState(saved);
  const [open, setOpen] = useState<Open>({ kind: beginWith === null ? "nothing" : "new" });
  const addButton = useRef<HTMLButtonElement>(null);
  const close = () => setOpen({ kind: "nothing" });
  const closeForm = () => {
    close();
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const put = (secret: SavedSecret) => {
    const others = secrets.filter(({ name }) => name !== secret.name);
    setSecrets([...others, secret].sort((a, b) => (a.name < b.name ? -1 : 1)));
  };
  const changed = (secret: SavedSecret) => {
    put(secret);
    close();
  };
  const concerned = "name" in open ? secrets.find(({ name }) => name === open.name) : undefined;
  const isMaking = open.kind === "new";
  const isEmpty = secrets.length === 0;
  const add = (
    <Button
      icon={<Plus aria-hidden="true" size={14} />}
      onClick={() => setOpen({ kind: "new" })}
      reason={reason}
      ref={addButton}
      size="sm"
    >
      New secret
    </Button>
  );
  return (
    <Card
      aside={!(isMaking || isEmpty) && add}
      foot={(!isEmpty || reason !== undefined) && <Foot isEmpty={isEmpty} reason={reason} />}
      text="Keys that several destinations use, kept once. A value is sent to the origins of its secret and nowhere else."
      title="Secrets"
    >
      {isMaking && (
        <SecretForm
          begin={emptySecret(beginWith)}
          onCancel={closeForm}
          onSaved={(secret) => {
            put(secret);
            closeForm();
          }}
          saved={null}
          templates={templates}
        />
      )}
      {isEmpty && !isMaking && <NoSecrets action={add} />}
      {!isEmpty && <SecretList onChanged={changed} onOpen={setOpen} open={open} reason={reason} secrets={secrets} />}
      {concerned && (
        <Asked
          onChanged={changed}
          onClose={close}
          onDeleted={() => {
            setSecrets(secrets.filter(({ name }) => name !== concerned.name));
            closeForm();
          }}
          open={open}
          secret={concerned}
        />
      )}
    </Card>
  );
}

type SecretListProps = {
  secrets: readonly SavedSecret[];
  open: Open;
  reason: string | undefined;
  onOpen: (open: Open) => void;
  onChanged: (secret: SavedSecret) => void;
};

/** The one that is changed stands as a form in its place. */
function SecretList({ secrets, open, reason, onOpen, onChanged }: SecretListProps) {
  return (
    <ul aria-label="Secrets" className="divide-y divide-line-soft">
      {secrets.map((secret) => (
        <li key={secret.name}>
          {open.kind === "edit" && open.name === secret.name ? (
            <SecretForm
              begin={secretDraft(secret)}
              onCancel={() => onOpen({ kind: "nothing" })}
              onSaved={onChanged}
              saved={secret}
              templates={[]}
            />
          ) : (
            <SecretRow
              onDelete={() => onOpen({ kind: "delete", name: secret.name })}
              onEdit={() => onOpen({ kind: "edit", name: secret.name })}
              onRotate={(key) => onOpen({ kind: "rotate", name: secret.name, key })}
              reason={reason}
              secret={secret}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

type AskedProps = {
  open: Open;
  secret: SavedSecret;
  onClose: () => void;
  onChanged: (secret: SavedSecret) => void;
  onDeleted: () => void;
};

/** The question about a saved secret that is open, if one is. */
function Asked({ open, secret, onClose, onChanged, onDeleted }: AskedProps) {
  if (open.kind === "rotate")
    return <RotateDialog onClose={onClose} onRotated={onChanged} secret={secret} valueKey={open.key} />;
  if (open.kind === "delete") return <DeleteDialog onClose={onClose} onDeleted={onDeleted} secret={secret} />;
  return null;
}

function Foot({ isEmpty, reason }: { isEmpty: boolean; reason: string | undefined }) {
  return (
    <>
      {reason !== undefined && `You can look, not change. ${reason}. `}
      {!isEmpty &&
        "A fingerprint is that of a value in this secret: it changes when the value does. Two secrets with one value have two. All change with the sealing key."}
    </>
  );
}

function NoSecrets({ action }: { action: ReactNode }) {
  return (
    <div className="p-4 rail:p-5">
      <EmptyState action={action} title="No secrets yet">
        A secret holds the key of a backend once, for all destinations that send there. Rotate it here and every one of
        them uses the new value with its next request.
      </EmptyState>
    </div>
  );
}
