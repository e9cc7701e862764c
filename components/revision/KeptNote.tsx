// How far back revisions go, below their list.

export function KeptNote() {
  return (
    <p className="text-12 text-pretty text-ink-3 rail:px-4">
      The newest 200 are kept. Who did what beyond that stands in the audit.
    </p>
  );
}
