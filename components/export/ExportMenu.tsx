"use client";
// "Export": a menu of formats, and the dialog with what was chosen. That loads when it is asked for.
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Menu } from "#components/ui/Menu";
import type { ExportFormat } from "#lib/format/format";
import { exportFormats, exportLabels } from "./formats";
import { OpenExport } from "./OpenExport";

export function ExportMenu({ id, name }: { id: string; name: string }) {
  const [format, setFormat] = useState<ExportFormat | null>(null);
  return (
    <>
      <Menu items={exportFormats.map((one) => ({ label: exportLabels[one], onSelect: () => setFormat(one) }))}>
        <Button>
          Export
          <ChevronDown aria-hidden="true" size={14} />
        </Button>
      </Menu>
      {format !== null && <OpenExport format={format} id={id} name={name} onClose={() => setFormat(null)} />}
    </>
  );
}
