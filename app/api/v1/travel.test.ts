import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, good, secret, startCaller } from "#lib/api/testing/caller";
import { holeText } from "#lib/destination/hole";
import { Exported } from "#lib/format/exported";
import { ImportAnswer } from "#lib/format/import-answer";
import { exportLabels } from "#lib/format/write";
import * as listed from "./audit/route";
import * as exported from "./destinations/[id]/export/route";
import * as all from "./destinations/route";
import * as imported from "./import/route";

let caller: Caller;
let id: string;

beforeAll(async () => {
  caller = await startCaller();
  const made = await caller.call(all.POST, { method: "POST", body: good });
  id = ((await made.json()) as { id: string }).id;
});
afterAll(() => caller.instance.stop());

const block = [
  "# checkout",
  "OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp-gateway-prod-eu-west-2.grafana.net/otlp",
  `OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20${secret}`,
  "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta",
  "OTEL_SERVICE_NAME=checkout",
].join("\n");

test("a pasted block comes back as a draft with the caller's own values, every line told, and what its backend refuses", async () => {
  const answer = await caller.call(imported.POST, { method: "POST", body: { text: block } });
  expect(answer.status).toBe(200);
  const { format, destinations, lines, checks } = ImportAnswer.parse(await answer.json());
  expect(format).toBe("env");
  expect(destinations).toMatchObject([
    {
      name: "Grafana Cloud",
      connection: { auth: { type: "bearer", token: secret } },
      signals: { traces: { enabled: true } },
    },
  ]);
  expect(lines.map(({ state }) => state)).toEqual(["ignored", "understood", "understood", "understood", "ignored"]);
  expect(JSON.stringify(lines)).not.toContain(secret);
  expect(checks).toMatchObject([
    {
      path: "/destinations/0/signals/metrics/temporality",
      fix: { label: "Use Cumulative", changes: [{ path: "/destinations/0/signals/metrics/temporality" }] },
    },
  ]);
});

test("a text of more than 256 KiB is 413, measured in bytes; another key is 422", async () => {
  const post = async (body: unknown) => (await caller.call(imported.POST, { method: "POST", body })).status;
  expect(await post({ text: "#".repeat(262_144) })).toBe(200);
  expect(await post({ text: "#".repeat(262_145) })).toBe(413);
  expect(await post({ text: "ü".repeat(131_073) })).toBe(413);
  expect(await post({ text: block, format: "kubernetes" })).toBe(200);
  expect(await post({ text: block, format: "no such format" })).toBe(422);
  expect(await post({ text: block, more: 1 })).toBe(422);
});

test("what is pasted is in no row, no audit; a viewer reads nothing in", async () => {
  const unique = "tok_that_was_only_pasted";
  const text = `OTEL_EXPORTER_OTLP_HEADERS=api-key=${unique}`;
  expect((await caller.call(imported.POST, { method: "POST", body: { text } })).status).toBe(200);
  const refused = await caller.call(imported.POST, { method: "POST", body: { text }, headers: caller.viewer });
  expect(refused.status).toBe(403);
  expect(await refused.text()).not.toContain(unique);
  const audit = await caller.call(listed.GET, { query: "?limit=200" });
  expect(await audit.text()).not.toContain(unique);
});

test("every format is answered as text with a file's name; no secret is in any of them", async () => {
  for (const { format } of exportLabels) {
    const answer = await caller.call(exported.GET, { id, query: `?format=${format}` });
    expect(answer.status, format).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toMatch(/^inline; filename="[\w.-]+"$/);
    const words = await answer.text();
    expect(words, format).not.toBe("");
    expect(words).not.toContain(secret);
  }
  expect((await caller.call(exported.GET, { id, query: "?format=nothing" })).status).toBe(422);
  expect((await caller.call(exported.GET, { id: "none", query: "?format=env" })).status).toBe(404);
});

test("a page is told what to fill in and what cannot be said, a viewer too", async () => {
  const headers = { ...caller.viewer, accept: "application/json" };
  const answer = await caller.call(exported.GET, { id, query: "?format=env", headers });
  const { text, fill } = Exported.parse(await answer.json());
  expect(fill).toEqual([{ name: "API_KEY", words: "the value of the header api-key" }]);
  expect(text).toContain(holeText("API_KEY"));
});

test("one identity has so many texts read at once, then it is told when to come back", async () => {
  const read = () => caller.call(imported.POST, { method: "POST", body: { text: "" }, headers: caller.admin });
  const answers: Response[] = [];
  for (let nth = 0; nth < 32; nth += 1) answers.push(await read());
  expect(answers.slice(0, 30).every(({ status }) => status === 200)).toBe(true);
  expect(answers.at(-1)?.status).toBe(429);
  expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(0);
});
