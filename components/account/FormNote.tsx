// What went wrong with a form as a whole; what belongs to a field stands there.
import { Note } from "#components/ui/Note";
import type { AppError } from "#lib/result";

export function FormNote({ error }: { error: AppError | null }) {
  const wait = error?.retryAfterSeconds;
  if (error === null || (error.fields !== undefined && wait === undefined)) return null;
  const title = error.fields === undefined ? error.message : `The next try has to wait ${wait} s.`;
  return (
    <Note role="alert" title={title} tone="stop">
      {error.ref && (
        <>
          Reference <code>{error.ref}</code>
        </>
      )}
    </Note>
  );
}
