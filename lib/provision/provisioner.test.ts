import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Instance, startInstance } from "#lib/changes/testing/instance";
import { listDestinationNames } from "#lib/db/destination";
import { type Files, startProvisioning } from "#lib/provision/provisioner";

const path = "/etc/outspan/outspan.yaml";
const config = (name: string) =>
  `destinations:\n  - { id: a, name: ${name}, connection: { transport: http, endpoint: "https://a.example" }, signals: { logs: { enabled: true } } }\n`;

let instance: Instance;
let text: string | null;
beforeAll(async () => {
  instance = await startInstance("sqlite");
});
afterAll(() => instance.stop());
beforeEach(() => {
  text = config("One");
});

const files: Files = {
  read() {
    if (text === null) throw Object.assign(new Error("gone"), { code: "ENOENT" });
    return text;
  },
  mark: () => String(text),
};
const start = (isRestart = false) =>
  startProvisioning(instance.runtime, { path, files, environment: {}, isRestart, lookEveryMs: 5 });
const names = async () => (await listDestinationNames(instance.runtime.database)).map(({ name }) => name);
const problems = () => instance.runtime.provisioning.problems;

test("at start a wrong file is the end, with path, line and reason; at a restart of the console what ran goes on", async () => {
  text = "destinatons: []\n";
  expect(await start()).toMatchObject({
    ok: false,
    error: { message: `${path}:1: destinatons: Unknown key: did you mean destinations?` },
  });
  text = null;
  expect(await start()).toMatchObject({ ok: false, error: { message: `${path}:1: The file is not there` } });
  const again = await start(true);
  expect([again.ok, problems()]).toEqual([true, [`${path}:1: The file is not there`]]);
  if (again.ok) await again.data.stop();
});

test("a change is followed, a wrong one is told and changes nothing, the next right one takes that back", async () => {
  const started = await start();
  if (!started.ok) throw new Error(started.error.message);
  expect([await names(), problems()]).toEqual([["One"], []]);
  text = config("Two");
  await vi.waitFor(async () => expect(await names()).toEqual(["Two"]));
  text = "";
  await vi.waitFor(() => expect(problems()[0]).toMatch(/^\/etc\/outspan\/outspan\.yaml:1: The file is empty/));
  expect(await names()).toEqual(["Two"]);
  text = null;
  await started.data.reload();
  expect(problems()).toEqual([`${path}:1: The file is not there`]);
  text = config("Three");
  await started.data.reload();
  expect([await names(), problems()]).toEqual([["Three"], []]);
  await started.data.stop();
});
