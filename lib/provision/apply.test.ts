import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDestination, deleteDestination, saveDestination, switchDestination } from "#lib/changes/destination";
import { createSecret, deleteSecret, saveSecret } from "#lib/changes/secret";
import { saveAuditDays, saveNames } from "#lib/changes/settings";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";
import { listDestinationRows } from "#lib/db/destination";
import { savedOf } from "#lib/db/saved-destination";
import { findSecretRow } from "#lib/db/secret";
import { readSettingsRow } from "#lib/db/settings";
import { databaseKinds } from "#lib/db/testing/databases";
import { applyConfig, fileIdentity, releaseAll } from "#lib/provision/apply";
import { parseConfig } from "#lib/provision/parse";
import { lineOf } from "#lib/provision/place";

const environment = { KEY: "k-1234567890", OTHER: "k-0987654321" };
const read = () => {
  throw new Error("no files here");
};

const secrets = `
secrets:
  - name: vendor
    origins: ["https://otlp.example.com"]
    values: { OTEL_HEADER_api-key: "\${env:KEY}" }
`;
const destinations = `
destinations:
  - name: Vendor
    connection: { transport: http, endpoint: "https://otlp.example.com", secret: vendor }
    signals: { traces: { enabled: true } }
`;

describe.each(databaseKinds)("on %s", (kind) => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance(kind);
  });
  afterAll(() => instance.stop());

  async function apply(text: string, file = "outspan.yaml") {
    const { parsed, problems } = parseConfig(file, text, { environment, read });
    if (parsed === null) throw new Error(JSON.stringify(problems));
    const owner = { file, lineOf: (pointer: string) => lineOf(parsed.root, pointer) };
    const done = await applyConfig(instance.runtime, fileIdentity(file), parsed.config, owner);
    return {
      problems: done.problems.map(({ path, message }) => `${lineOf(parsed.root, path)} ${message}`),
      changes: done.changes.map(({ verb, noun, name }) => `${verb} ${noun} ${name}`.trim()),
      hasMoreLater: done.hasMoreLater,
      differences: done.changes.flatMap(({ differences }) => differences),
    };
  }
  const all = async () => (await listDestinationRows(instance.runtime.database)).map(savedOf);
  const audit = () => instance.runtime.database.kysely.selectFrom("audit").selectAll().orderBy("id").execute();

  test("a file's things are written once by the file, with its lines; the same file again writes nothing, and no value is told", async () => {
    const first = await apply(secrets + destinations);
    expect(first).toMatchObject({ problems: [], changes: ["add secret vendor", "add destination Vendor"] });
    expect(await all()).toMatchObject([
      {
        name: "Vendor",
        revision: 1,
        updatedBy: { kind: "file", name: "outspan.yaml" },
        provisioned: { file: "outspan.yaml", line: 8 },
      },
    ]);
    const before = await audit();
    expect(before.slice(-3).map(({ action, actorKind }) => `${actorKind} ${action}`)).toEqual([
      "file secret.create",
      "file destination.create",
      "file config.apply",
    ]);
    expect(await apply(secrets + destinations)).toMatchObject({ problems: [], changes: [] });
    // Elsewhere in the file: the mark follows, no revision comes of it.
    expect(await apply(`# one line more${secrets}${destinations}`)).toMatchObject({ changes: [] });
    expect(await apply(`\n\n${secrets}${destinations}`)).toMatchObject({ changes: [] });
    expect(await all()).toMatchObject([{ revision: 1, provisioned: { line: 10 } }]);
    expect(await audit()).toEqual(before);
    expect(JSON.stringify([first, before])).not.toContain("k-1234567890");
    expect(instance.configurations.at(-1)?.destinations).toMatchObject([{ destination: { name: "Vendor" } }]);
  });

  test("what the file keeps is a conflict that names file and line for everybody else", async () => {
    const [{ id } = { id: "" }] = await all();
    const { runtime } = instance;
    const body = {
      name: "Mine",
      connection: { transport: "http", endpoint: "https://a.example" },
      signals: { traces: { enabled: true } },
    };
    const secret = { origins: ["https://otlp.example.com"], values: { "OTEL_HEADER_api-key": null } };
    const target = { id, revision: "any" as const };
    for (const refused of [
      await saveDestination(runtime, admin, target, body),
      await switchDestination(runtime, admin, target, false),
      await switchDestination(runtime, admin, target, true),
      await deleteDestination(runtime, admin, target),
      await saveSecret(runtime, admin, { name: "vendor", revision: "any" }, secret),
      await deleteSecret(runtime, admin, { name: "vendor", revision: "any" }),
    ]) {
      expect(refused).toMatchObject({
        ok: false,
        error: {
          code: "conflict",
          message: expect.stringMatching(/^Provisioned from outspan.yaml, line (5|10): change it there$/),
        },
      });
    }
  });

  test("a secret and its destination move to another origin in one go; a new value is told as changed, never as what it is", async () => {
    const moved = (secrets + destinations)
      .replaceAll("otlp.example.com", "otlp.example.org")
      .replace("env:KEY", "env:OTHER");
    const done = await apply(moved);
    expect(done).toMatchObject({ problems: [], changes: ["change secret vendor", "change destination Vendor"] });
    expect(done.differences).toEqual([
      { label: "Origins", from: "https://otlp.example.com:443", to: "https://otlp.example.org:443" },
      { label: "Header api-key", from: "saved", to: "changed" },
      { label: "Endpoint", from: "https://otlp.example.com", to: "https://otlp.example.org" },
    ]);
    expect((await all())[0]?.revision).toBe(2);
    expect(await apply(moved)).toMatchObject({ changes: [] });
  });

  test("a name that was made in the console is an error until the file says adopt: true", async () => {
    const { runtime } = instance;
    const mine = {
      name: "Mine",
      connection: { transport: "http", endpoint: "https://a.example" },
      signals: { traces: { enabled: true } },
    };
    await createDestination(runtime, admin, mine);
    const asked = `${destinations}  - { name: Mine, connection: { transport: http, endpoint: "https://a.example" }, signals: { traces: { enabled: true } } }\n`;
    const same =
      secrets.replace("otlp.example.com", "otlp.example.org").replace("env:KEY", "env:OTHER") +
      asked.replace("otlp.example.com", "otlp.example.org");
    expect(await apply(same)).toMatchObject({
      changes: [],
      problems: [
        "11 A destination of this name was made in the console: write adopt: true to take it over, or choose another name",
      ],
    });
    expect(await apply(same.replace("name: Mine,", "name: Mine, adopt: true,"))).toMatchObject({
      problems: [],
      changes: ["adopt destination Mine"],
    });
    const saved = (await all()).find(({ name }) => name === "Mine");
    expect(saved).toMatchObject({ revision: 1, updatedBy: { kind: "user" }, provisioned: { line: 11 } });
  });

  test("what leaves the file is deleted as anybody would delete it, and comes back with its id when the file brings it back", async () => {
    const before = (await all()).find(({ name }) => name === "Vendor");
    const left = await apply("destinations: []\n");
    expect(left.changes.sort()).toEqual(["delete destination Mine", "delete destination Vendor"]);
    // The secret stays for as long as its destination may come back.
    expect(left.hasMoreLater).toBe(true);
    const back = (secrets + destinations).replaceAll("otlp.example.com", "otlp.example.org");
    expect(await apply(back)).toMatchObject({
      problems: [],
      changes: ["change secret vendor", "add destination Vendor"],
    });
    expect((await all()).find(({ name }) => name === "Vendor")?.id).toBe(before?.id);
    await apply("destinations: []\n");
    instance.pass(10 * 60_000 + 1);
    expect(await apply("destinations: []\n")).toMatchObject({ changes: ["delete secret vendor"], hasMoreLater: false });
  });

  test("a destination keeps its identity when it gets an id, and then its name may change", async () => {
    const one = (head: string) =>
      `destinations:\n  - { ${head}, connection: { transport: grpc, endpoint: "https://a.example" }, signals: { logs: { enabled: true } } }\n`;
    await apply(one("name: First"));
    const [{ id } = { id: "" }] = await all();
    expect(await apply(one("id: main, name: First"))).toMatchObject({ changes: [] });
    expect(await apply(one("id: main, name: Second"))).toMatchObject({ changes: ["change destination Second"] });
    expect(await all()).toMatchObject([{ id, name: "Second", revision: 2 }]);
  });

  test("a secret that leaves the file while a destination of the console uses it is an error, and so is one that moves away from it", async () => {
    const { runtime } = instance;
    await apply(secrets);
    const using = {
      name: "Using",
      connection: { transport: "http", endpoint: "https://otlp.example.com", secret: "vendor" },
      signals: { traces: { enabled: true } },
    };
    const made = await createDestination(runtime, admin, using);
    if (!made.ok) throw new Error(made.error.message);
    const gone = await apply("destinations: []\n");
    expect(gone.changes).toEqual([]);
    expect(gone.problems[0]).toMatch(/^1 The destination Using, made in the console, uses vendor: /);
    expect((await apply(secrets.replace("example.com", "example.net"))).problems[0]).toMatch(
      /^4 The destination Using/,
    );
    await deleteDestination(runtime, admin, { id: made.data.id, revision: "any" });
    expect((await apply(secrets)).problems).toEqual([]);
  });

  test("of the settings the file keeps the parts that it names; the others stay with the console", async () => {
    const { runtime } = instance;
    const text = `settings:\n  auditDays: 90\n  webhooks:\n    - { name: Team, format: slack, url: 'https://hooks.example.com/\${env:KEY}' }\n`;
    expect(await apply(text)).toMatchObject({ problems: [] });
    expect(await apply(text)).toMatchObject({ changes: [] });
    expect(await saveNames(runtime, admin, { workspace: "w" })).toMatchObject({ ok: true });
    expect(await saveAuditDays(runtime, admin, 30)).toMatchObject({
      ok: false,
      error: { code: "conflict", message: "Provisioned from outspan.yaml, line 2: change it there" },
    });
    expect(await apply(text.replace("KEY", "OTHER"))).toMatchObject({
      differences: [{ label: "Webhooks", from: "Team", to: "changed" }],
    });
    expect((await readSettingsRow(runtime.database)).settings).toMatchObject({
      names: { workspace: "w" },
      auditDays: 90,
    });
  });

  test("Medplum's two endpoints at the top become one destination that posts to them as they are", async () => {
    const text =
      '{ "otlpTraceEndpoint": "http://127.0.0.1:4318/v1/traces", "otlpMetricsEndpoint": "http://127.0.0.1:4318/v1/metrics" }';
    expect(await apply(text, "medplum.json")).toMatchObject({ problems: [] });
    const [plain] = await all();
    expect(plain).toMatchObject({
      name: "OTLP",
      provisioned: { file: "medplum.json", line: 1 },
      resolved: { traces: "http://127.0.0.1:4318/v1/traces", metrics: "http://127.0.0.1:4318/v1/metrics" },
    });
  });

  test("two nodes with the same file: one writes, the other finds nothing to do", async () => {
    const text = secrets + destinations;
    const both = await Promise.all([apply(text), apply(text)]);
    expect(both.map(({ problems }) => problems)).toEqual([[], []]);
    expect((await all()).map(({ name }) => name)).toEqual(["Vendor"]);
    expect(both.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
  });

  test("without a file everything may be changed again", async () => {
    const { runtime } = instance;
    expect(await releaseAll(runtime)).toBeGreaterThan(0);
    expect((await all()).every(({ provisioned }) => provisioned === null)).toBe(true);
    expect((await findSecretRow(runtime.database.kysely, "vendor"))?.provisioned).toBeNull();
    expect(
      await createSecret(runtime, admin, { name: "x", origins: ["https://a.example"], values: { OTEL_HEADER_a: "1" } }),
    ).toMatchObject({ ok: true });
  });
});
