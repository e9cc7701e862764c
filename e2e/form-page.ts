// What journeys on the form page name by its accessible name, and a destination to begin with.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Outspan } from "#e2e/outspan";

export function box(page: Page, name: string): Locator {
  return page.getByRole("textbox", { name, exact: true });
}

export function button(page: Page, name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

/** Saved through the API; its id. */
export async function saveOne(outspan: Outspan, name: string): Promise<string> {
  const { status, body } = await outspan.api("POST", "/destinations", {
    name,
    connection: { transport: "http", endpoint: "http://127.0.0.1:4318" },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  });
  expect(status).toBe(201);
  return (body as { id: string }).id;
}
