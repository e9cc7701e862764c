"use client";
// The export dialog, loaded when it first opens.
import { lazy, Suspense } from "react";
import type { ExportFormat } from "#lib/format/format";

const ExportDialog = lazy(() => import("./ExportDialog").then((module) => ({ default: module.ExportDialog })));

type OpenExportProps = { id: string; name: string; format?: ExportFormat; onClose: () => void };

export function OpenExport({ id, name, format = "env", onClose }: OpenExportProps) {
  return (
    <Suspense>
      <ExportDialog first={format} id={id} name={name} onClose={onClose} />
    </Suspense>
  );
}
