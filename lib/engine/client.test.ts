// The console's end of the engine's socket where the other end hangs, dies in mid-answer or talks nonsense.
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { engineClient } from "#lib/engine/client";
import { emptyConfiguration } from "#lib/engine/testing/configuration";
import { all, engine, impostor, lasting, read, report, request, stage, start } from "#lib/engine/testing/control";

describe("an engine that hangs or dies while it answers", () => {
  test("silence is absence: no call waits for ever", async () => {
    const client = await impostor(() => {});
    expect(await client.configure(emptyConfiguration)).toBe(false);
    expect(await client.startProbe(request)).toMatchObject({ ok: false, error: { code: "unavailable" } });
    const reading = await client.readProbe("one", new AbortController().signal);
    expect(reading).toMatchObject({ ok: false, error: { code: "unavailable" } });
    await client.watch(new AbortController().signal);
  });

  test("a watch and a reader that hear nothing more end, the reader with a report", async () => {
    const client = await impostor((asked, response) => {
      response.writeHead(200).flushHeaders();
      if (asked.url !== "/watch") response.write(`${JSON.stringify({ stage })}\n`);
    });
    await client.watch(new AbortController().signal);
    const events = await all(await read(client, "one"));
    expect(events).toMatchObject([{ stage }, { report: { verdict: "failed", diagnosis: [{ code: "unrecognised" }] } }]);
  });

  test("as long as it beats it is there, and beats are no events", async () => {
    const { path, probes } = await engine(lasting, { readerWaitMs: 5000 });
    const client = engineClient(path, { shortMs: 200, probeMs: 200 });
    const began = performance.now();
    const watching = client.watch(new AbortController().signal).then(() => performance.now() - began);
    const id = await start(client);
    const events = all(await read(client, id));
    await expect.poll(() => performance.now() - began, { timeout: 2000 }).toBeGreaterThan(500);
    probes.cancel(id);
    expect(await events).toEqual([{ stage }, { report: { ...report(id), verdict: "failed" } }]);
    expect(await Promise.race([watching, Promise.resolve("watching")])).toBe("watching");
  });

  test.each([
    ["half an answer", '{"id":"4'],
    ["no word", ""],
    ["another shape", '{"name":"probe"}'],
  ])("it dies after %s to a start: unavailable, and no exception", async (_name, said) => {
    const client = await impostor((_asked, response) => {
      response.writeHead(201, { "content-length": 200 });
      response.write(said, () => response.destroy());
    });
    expect(await client.startProbe(request)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });

  test("an event of another shape is noted in the log without its content, and the next one is read", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    onTestFinished(() => written.mockRestore());
    const client = await impostor((_asked, response) => {
      response.write(`${JSON.stringify({ stage: { ...stage, status: "s3cret" } })}\n`);
      response.end(`${JSON.stringify({ report: report("one") })}\n`);
    });
    expect(await all(await read(client, "one"))).toEqual([{ report: report("one") }]);
    const lines = written.mock.calls.map(([line]) => String(line)).join("");
    expect(lines).toContain("event of a shape that is not known");
    expect(lines).not.toContain("s3cret");
  });
});
