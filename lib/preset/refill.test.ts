// What happens to a draft when the preset, its region or its key changes.
import { expect, test } from "vitest";
import { draftOf } from "#lib/destination/draft";
import { type DestinationDraft, emptyDraft } from "#lib/destination/draft-shape";
import { fillPreset } from "#lib/preset/fill";
import { presetOf } from "#lib/preset/records";
import { refill } from "#lib/preset/refill";

function filled(id: string, variables: Record<string, string> = {}): DestinationDraft {
  const preset = presetOf(id);
  if (preset === null) throw new Error(id);
  return draftOf(fillPreset(preset, { variables }));
}

const edited = (draft: DestinationDraft, edit: (copy: DestinationDraft) => void): DestinationDraft => {
  const copy = structuredClone(draft);
  edit(copy);
  return copy;
};

test("An untouched form takes all that a preset fills", () => {
  const next = filled("datadog", { apiKey: "a".repeat(32) });
  expect(refill(emptyDraft(), emptyDraft(), next)).toEqual({ draft: next, hasCollision: false });
});

test("What was typed stays when the region or the key changes, and the rest moves on", () => {
  const base = filled("new-relic", { licenseKey: "one" });
  const typed = edited(base, (draft) => {
    draft.name = "Production";
    draft.sources = ["otlp", "audit"];
    draft.connection.headers.push({ name: "x-team", value: "payments", secret: false, saved: false });
  });
  const next = filled("new-relic", { host: "otlp.eu01.nr-data.net", licenseKey: "two" });
  const { draft, hasCollision } = refill(typed, base, next);
  expect(draft.connection.endpoint).toBe("https://otlp.eu01.nr-data.net");
  expect(draft.connection.headers.map(({ name, value }) => [name, value])).toEqual([
    ["api-key", "two"],
    ["x-team", "payments"],
  ]);
  expect(draft.sources).toEqual(["otlp", "audit"]);
  expect(draft.name).toBe("Production");
  expect(hasCollision, "the name of the region is asked about").toBe(true);
});

test("Where both changed, the typed value stands until the operator prefers the preset's", () => {
  const base = filled("grafana-cloud", { zone: "prod-eu-west-2" });
  const typed = edited(base, (draft) => {
    draft.connection.endpoint = "http://127.0.0.1:4318";
  });
  const next = filled("grafana-cloud", { zone: "prod-us-west-0" });
  const mine = refill(typed, base, next);
  expect([mine.draft.connection.endpoint, mine.hasCollision]).toEqual(["http://127.0.0.1:4318", true]);
  expect(refill(typed, base, next, "filled").draft).toEqual(next);
  const key = refill(typed, base, filled("grafana-cloud", { zone: "prod-eu-west-2", token: "glc_x" }));
  expect([key.draft.connection.auth.password, key.hasCollision], "another field asks nothing").toEqual([
    "glc_x",
    false,
  ]);
});

test("Another vendor's preset takes its rows along, with a key that was typed into them", () => {
  const base = filled("new-relic");
  const typed = edited(base, (draft) => {
    const [row] = draft.connection.headers;
    if (row) row.value = "secret-of-new-relic";
  });
  const { draft } = refill(typed, base, filled("honeycomb", { apiKey: "h" }));
  expect(JSON.stringify(draft)).not.toContain("secret-of-new-relic");
  expect(draft.connection.headers.map(({ name }) => name)).toEqual(["x-honeycomb-team"]);
});

test("From three own endpoints back to one base URL", () => {
  const base = filled("aws-cloudwatch", { region: "eu-west-1", logGroup: "g", logStream: "s" });
  const next = filled("honeycomb", { apiKey: "h" });
  expect(refill(base, base, next)).toEqual({ draft: next, hasCollision: false });
});
