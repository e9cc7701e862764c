// Whether each signal has a URL of its own instead of one base URL, and what moving between the two makes of a draft.
import { ownDraftFor } from "#lib/destination/draft";
import type { DestinationDraft, OwnConnectionDraft } from "#lib/destination/draft-shape";
import { signalFacts, signals } from "#lib/otlp/signal";

type SetDraft = (path: string, value: unknown) => void;

/** The base URL becomes three full URLs. */
export function toSignalUrls(draft: DestinationDraft, setDraft: SetDraft): void {
  for (const signal of signals) {
    const own = draft.signals[signal].connection;
    if (own?.endpoint != null) continue;
    const prefilled = ownDraftFor(draft, signal);
    setDraft(`signals.${signal}.connection`, {
      ...prefilled,
      ...withoutNulls(own),
      transport: null,
      endpoint: prefilled.endpoint ?? "",
    });
  }
  setDraft("connection.endpoint", "");
}

/** It comes back when they go. */
export function toBaseUrl(draft: DestinationDraft, setDraft: SetDraft, base: string): void {
  setDraft("connection.endpoint", base || baseOf(draft));
  for (const signal of signals) {
    const own = draft.signals[signal].connection;
    if (own === null) continue;
    const rest = { ...own, endpoint: null, transport: null };
    setDraft(`signals.${signal}.connection`, Object.values(rest).every((value) => value === null) ? null : rest);
  }
}

function withoutNulls(own: OwnConnectionDraft | null): Partial<OwnConnectionDraft> {
  return Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== null));
}

/** The first full URL without the path that Outspan appends. */
function baseOf(draft: DestinationDraft): string {
  for (const signal of signals) {
    const endpoint = draft.signals[signal].connection?.endpoint;
    if (endpoint)
      return endpoint.endsWith(signalFacts[signal].path)
        ? endpoint.slice(0, -signalFacts[signal].path.length)
        : endpoint;
  }
  return "";
}
