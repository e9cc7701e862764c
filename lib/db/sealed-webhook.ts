// Seals the URL of a webhook and opens it again, bound to the webhook and to the origin that is shown of it.
import type { Sealer } from "#lib/db/sealed-destination";
import type { StoredWebhook } from "#lib/db/settings";
import { log } from "#lib/log";

/** `url` was judged by checkWebhooks. */
export function sealWebhook({ seal }: Sealer, webhook: Omit<StoredWebhook, "origin" | "sealedUrl">, url: string) {
  const { origin } = new URL(url);
  return { ...webhook, origin, sealedUrl: seal(url, contextOf({ id: webhook.id, origin })) };
}

/** null where it does not open: its row was changed from outside, or the key is another. */
export function openWebhook({ unseal }: Sealer, webhook: StoredWebhook): string | null {
  const url = unseal(webhook.sealedUrl, contextOf(webhook));
  if (url === null) log.error("The URL of a webhook does not open", { webhook: webhook.id });
  return url;
}

/** Under another sealing key; one that does not open stays as it is. */
export function resealWebhooks(from: Sealer, to: Sealer, webhooks: readonly StoredWebhook[]) {
  const urls = webhooks.map((webhook) => openWebhook(from, webhook));
  return {
    webhooks: webhooks.map((webhook, index) => {
      const url = urls[index] ?? null;
      return url === null ? webhook : { ...webhook, sealedUrl: to.seal(url, contextOf(webhook)) };
    }),
    isOpen: urls.map((url) => url !== null),
  };
}

function contextOf({ id, origin }: Pick<StoredWebhook, "id" | "origin">): string {
  return `webhook ${id} ${origin}`;
}
