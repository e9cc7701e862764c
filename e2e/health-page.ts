// What journeys about health do and read: a destination made through the API, telemetry as any SDK sends it, the numbers on the page.
import { expect, type Page } from "@playwright/test";
import type { Outspan } from "#e2e/outspan";

export async function createDestination(outspan: Outspan, name: string, endpoint: string, more = {}): Promise<string> {
  const signals = { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } };
  const connection = { transport: "http", endpoint };
  const answer = await outspan.api("POST", "/destinations", { name, connection, signals, ...more });
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}

/** As any SDK does, in JSON. */
export async function sendSpans(outspan: Outspan, count: number, service = "shop"): Promise<void> {
  const span = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174", name: "checkout" };
  const spans = Array.from({ length: count }, () => span);
  const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
  const answer = await fetch(`http://${outspan.otlp.http}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
  expect(answer.status).toBe(200);
}

export const state = (page: Page) => page.getByRole("heading", { level: 2 }).first();

/** The amounts of the ledger of all signals, as they stand on the page. */
export async function ledgerOf(page: Page): Promise<Record<string, number>> {
  const terms = page.locator("dl").first();
  const names = await terms.getByRole("term").allInnerTexts();
  const amounts = await terms.getByRole("definition").allInnerTexts();
  const digits = (text: string) => Number(text.replace(/\D/g, ""));
  return Object.fromEntries(names.map((name, at) => [name.replace(/[^a-z]/gi, ""), digits(amounts[at] ?? "")]));
}
