import { afterEach, expect, test } from "vitest";
import { createDestination, saveDestination } from "#lib/changes/destination";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";

let instance: Instance;
afterEach(() => instance.stop());

const audited = {
  name: "Audited",
  connection: { transport: "http", endpoint: "http://127.0.0.1:4318" },
  signals: { logs: { enabled: true } },
  sources: ["audit"],
};

test("a change reaches a destination that takes the audit, only once the engine knows that destination", async () => {
  const sent: { to: string[]; text: string }[] = [];
  instance = await startInstance("sqlite", {
    client: {
      ingest: async (source, signal, body) => {
        const to = (instance.configurations.at(-1)?.destinations ?? []).map(({ destination }) => destination.name);
        return sent.push({ to: [source, signal, ...to], text: Buffer.from(body).toString("latin1") }) > 0;
      },
    },
  });
  const created = await createDestination(instance.runtime, admin, audited);
  const id = created.ok ? created.data.id : "";
  // The cursor begins behind what was there: the next change is the first that counts.
  await expect
    .poll(() => instance.runtime.database.kysely.selectFrom("instance").select("key").execute())
    .toContainEqual({ key: "audit export" });
  await saveDestination(instance.runtime, admin, { id, revision: 1 }, { ...audited, name: "Renamed" });
  await expect.poll(() => sent, { timeout: 5000 }).toHaveLength(1);
  expect(sent[0]).toEqual({ to: ["audit", "logs", "Renamed"], text: expect.stringContaining("destination.save") });
  expect(sent[0]?.text).not.toContain("destination.create");
});
