"use client";
// A destination as the settings of another program: the text to copy or save, what it cannot say above it, what to fill in beside it.
// Loaded on demand.
import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { Code } from "#components/ui/Code";
import { Dialog } from "#components/ui/Dialog";
import { Note } from "#components/ui/Note";
import { Select } from "#components/ui/Select";
import type { Exported } from "#lib/format/exported";
import type { ExportFormat } from "#lib/format/format";
import type { Result } from "#lib/result";
import { exportFormats, exportLabels } from "./formats";
import { readExport } from "./read-export";

type ExportDialogProps = { id: string; name: string; first: ExportFormat; onClose: () => void };

export function ExportDialog({ id, name, first, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState(first);
  const answer = useExport(id, format);
  return (
    <Dialog
      description="Secrets are placeholders: fill them in where it runs."
      isOpen
      onClose={onClose}
      size="xl"
      title={`Export ${name}`}
    >
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Select
          autoFocus
          className="min-w-56 max-rail:w-full"
          label="Format"
          onChange={(event) => setFormat(exportFormats.find((one) => one === event.target.value) ?? format)}
          options={exportFormats.map((value) => ({ value, label: exportLabels[value] }))}
          value={format}
        />
        {answer?.ok && (
          <Button icon={<Download aria-hidden="true" size={16} />} onClick={() => save(answer.data)}>
            Save {answer.data.fileName}
          </Button>
        )}
      </div>
      {/* The height of what comes, so that nothing jumps. */}
      <div className="grid min-h-[min(380px,46vh)] content-start gap-4">
        {answer?.ok === false && (
          <Note role="alert" title="It could not be written." tone="stop">
            {answer.error.message}
          </Note>
        )}
        {answer?.ok && <Written exported={answer.data} />}
      </div>
    </Dialog>
  );
}

function Written({ exported: { text, fileName, fill, left } }: { exported: Exported }) {
  return (
    <>
      {left.length > 0 && (
        <Note title="This format cannot say everything." tone="wait">
          <ul className="grid gap-0.5">
            {left.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Note>
      )}
      <div className={fill.length > 0 ? "grid items-start gap-4 rail:grid-cols-[minmax(0,1fr)_240px]" : "grid"}>
        <div className="min-w-0 [&_section]:max-h-[min(420px,50vh)] [&_section]:overflow-auto">
          <Code text={text} title={fileName} />
        </div>
        {fill.length > 0 && (
          <div className="grid gap-2 text-13">
            <h3 className="font-strong">Fill in</h3>
            <dl className="grid gap-2">
              {fill.map(({ name, words }) => (
                <div key={name}>
                  <dt className="mono-12 [overflow-wrap:anywhere]">{name}</dt>
                  <dd className="text-pretty text-ink-3">{words}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
    </>
  );
}

/** null until the first is there; the last stays while the next is fetched. */
function useExport(id: string, format: ExportFormat): Result<Exported> | null {
  const [answer, setAnswer] = useState<Result<Exported> | null>(null);
  useEffect(() => {
    const until = new AbortController();
    void readExport(id, format, until.signal).then(setAnswer, () => undefined);
    return () => until.abort();
  }, [id, format]);
  return answer;
}

function save({ text, fileName }: Exported): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
