// Where the focus goes when a dialog closes: to what opened it; where that goes away, then or with what the page reads next, to the
// heading of the part of the page that it stood in.

/** A page that is read anew after an action has changed by then. */
const watchedMs = 5000;

export function rememberFocus(opener: Element | null): () => void {
  const around = placesAround(opener);
  return () => {
    if (!(opener instanceof HTMLElement)) return;
    if (!opener.isConnected) return toHeading(around);
    opener.focus();
    const watch = new MutationObserver(() => {
      if (opener.isConnected) return;
      stop();
      // Whoever went elsewhere stays there.
      if (document.activeElement === document.body) toHeading(around);
    });
    watch.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(() => stop(), watchedMs);
    const stop = () => {
      clearTimeout(timer);
      watch.disconnect();
    };
  };
}

function placesAround(element: Element | null): Element[] {
  const places: Element[] = [];
  for (let at = element?.parentElement; at; at = at.parentElement) places.push(at);
  return places;
}

function toHeading(around: readonly Element[]): void {
  const headings = around.filter(({ isConnected }) => isConnected).map((place) => place.querySelector("h1, h2"));
  const heading = headings.find((found) => found instanceof HTMLElement);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}
