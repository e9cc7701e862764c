// Above what a configuration file keeps: which file, which line, and what can be done here all the same.
import { FileCode } from "lucide-react";
import { Note } from "#components/ui/Note";

export function ProvisionedNote({ held }: { held: string }) {
  return (
    <Note icon={<FileCode />} title={`${held}.`}>
      Change it in the file: Outspan follows by itself. Testing works here.
    </Note>
  );
}
