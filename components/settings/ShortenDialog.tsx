"use client";
// Asks before older entries of the audit are removed for good, with the way to keep a copy of them.
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Dialog } from "#components/ui/Dialog";

type ShortenDialogProps = { days: number; isBusy: boolean; onShorten: () => void; onClose: () => void };

const dayMs = 24 * 3600_000;

export function ShortenDialog({ days, isBusy, onShorten, onClose }: ShortenDialogProps) {
  const [date] = useState(() => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10));
  return (
    <Dialog
      description={`Entries older than ${date} are removed for good within the hour, and from then on each as it grows ${days} days old.`}
      footer={
        <>
          <Button onClick={onClose}>Keep them</Button>
          <Button busy={isBusy ? "Saving" : undefined} onClick={onShorten} variant="danger">
            Remove older entries
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      size="sm"
      title={`Keep the audit for ${days} days only?`}
    >
      <p className="text-13 text-ink-2">
        To keep a copy,{" "}
        <a className="link" download href={`/api/v1/audit?format=ndjson&to=${date}T23:59:59Z`}>
          download them first
        </a>
        , as NDJSON.
      </p>
    </Dialog>
  );
}
