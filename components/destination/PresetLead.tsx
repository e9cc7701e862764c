// What stands where a preset's card will: the server draws it, the form adds the button.

export function PresetLead() {
  return (
    <p className="min-w-0 flex-1 text-13 text-ink-3">
      <strong className="block font-strong text-14 text-ink">Start from a backend</strong>A preset fills the form
    </p>
  );
}
