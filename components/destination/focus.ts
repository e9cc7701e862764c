// Where the keyboard goes: to the first wrong field after a refusal, and back to the same field after a redraw.

/** Waits for the messages to be drawn; the first wrong field is the first in the order of the page. */
export function focusFirstWrong(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const wrong = document.querySelector<HTMLElement>(
        "form [aria-invalid=true]:not([disabled]), form [data-invalid]",
      );
      wrong?.focus();
      wrong?.scrollIntoView({ block: "center", behavior: "smooth" });
    }),
  );
}

export function keepFocus(redraw: () => void): void {
  const name = document.activeElement?.getAttribute("name");
  redraw();
  if (!name) return;
  requestAnimationFrame(() => {
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
  });
}

/** The repair that a failed test offers, to be reached with one Tab. */
export function firstFix(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-fix]");
}
