// The console's end of the engine's socket where the other end hangs, dies in mid-answer or talks nonsense.
import type { ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { engineClient } from "#lib/engine/client";
import { emptyConfiguration } from "#lib/engine/testing/configuration";
import { all, engine, impostor, lasting, read, report, request, stage, start } from "#lib/engine/testing/control";
import { ok } from "#lib/result";

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
    const { path, probes } = await engine(lasting);
    const client = engineClient(path, { shortMs: 700, probeMs: 700 });
    const began = performance.now();
    const watching = client.watch(new AbortController().signal).then(() => performance.now() - began);
    const id = await start(client);
    const events = all(await read(client, id));
    await expect.poll(() => performance.now() - began, { timeout: 5000 }).toBeGreaterThan(1500);
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

  test("a discard is waited for longer than what is answered at once: it reads the backlog", async () => {
    const client = await impostor((_asked, response) => {
      const answered = setTimeout(() => response.end('{"items":7}'), 200);
      response.once("close", () => clearTimeout(answered));
    });
    expect(await client.discard("one")).toEqual(ok({ items: 7 }));
  });

  test("an order that was given and not answered may have been obeyed; one that nobody heard was not", async () => {
    const silent = { longMs: 60, discardMs: 60 };
    const ends: ((response: ServerResponse) => unknown)[] = [
      () => {},
      (response) => response.destroy(),
      (response) => response.writeHead(200, { "content-length": 200 }).write('{"it', () => response.destroy()),
      (response) => response.end("nonsense"),
    ];
    for (const end of ends) {
      const client = await impostor((_asked, response) => end(response), silent);
      expect([await client.discard("one"), await client.retry("one")]).toEqual([ok("unanswered"), ok("unanswered")]);
    }
    const nobody = engineClient("/nowhere/engine.sock");
    const { path, kill } = await engine(lasting);
    kill();
    for (const client of [nobody, engineClient(path)]) {
      for (const order of [client.discard, client.retry]) {
        expect(await order("one")).toMatchObject({ ok: false, error: { code: "unavailable" } });
      }
    }
  });

  test("half a rejected request is none", async () => {
    const client = await impostor((_asked, response) => {
      response.writeHead(200, { "content-length": 200 }).write("half", () => response.destroy());
    });
    expect(await client.rejectedRequest("one", "1-1-traces.otlp")).toMatchObject({ error: { code: "unavailable" } });
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
