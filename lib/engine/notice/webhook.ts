// One message to a webhook, over the same checked sockets as export. Knows no destination's health.
import type { Network } from "#lib/engine/open-socket";
import type { Webhook } from "#lib/engine/protocol";

export async function sendWebhook(
  _webhook: Webhook,
  _message: object,
  _network: Network,
): Promise<{ accepted: boolean; message: string }> {
  return { accepted: false, message: "Not sent" };
}
