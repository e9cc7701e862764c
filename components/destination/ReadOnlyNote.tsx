// Above the form of who may only look. The server draws it, so that nobody else loads it.
import { Eye } from "lucide-react";
import { Note } from "#components/ui/Note";

export function ReadOnlyNote() {
  return (
    <Note icon={<Eye />} title="You can look, not change.">
      Saving and testing need the role Editor.
    </Note>
  );
}
