import { expect, test } from "vitest";
import { keptSettings, type SettingsState, settingsDifferences } from "#lib/settings-revision";

const webhook = { id: "w", name: "Pager", format: "slack" as const, origin: "https://hooks.example" };
const state = (more: Partial<SettingsState["settings"]> = {}, entered: Record<string, number> = {}): SettingsState => ({
  settings: { names: {}, webhooks: [], auditDays: null, ...more },
  entered,
});

test("what changed of the settings is told in the words of the page", () => {
  const after = state({ names: { workspace: "eu" }, webhooks: [webhook], auditDays: 90 });
  expect(settingsDifferences(state(), after)).toEqual([
    { path: "/auditDays", label: "Audit is kept", from: "for ever", to: "90 days" },
    { path: "/names/workspace", label: "Workspace", from: null, to: "eu" },
    { path: "/webhooks/w", label: "Webhook", from: null, to: "Pager, Slack, https://hooks.example" },
  ]);
  expect(settingsDifferences(after, after)).toEqual([]);
});

test("a URL that was entered anew is told without it, one that is removed is", () => {
  const one = state({ webhooks: [webhook] }, { w: 2 });
  expect(settingsDifferences(one, state({ webhooks: [webhook] }, { w: 3 }))).toMatchObject([{ to: "another URL" }]);
  expect(settingsDifferences(one, state())).toMatchObject([{ path: "/webhooks/w", to: null }]);
});

test("what an older Outspan kept has no retention, and none is for ever", () => {
  expect(keptSettings('{"names":{},"webhooks":[]}')).toEqual({ names: {}, webhooks: [], auditDays: null });
});
