import { expect, test } from "vitest";
import type { ProbeEvent } from "#lib/otlp/report";
import { readProbe } from "./read-probe";

const stage = {
  stage: "dns",
  signals: ["logs"],
  status: "passed",
  startMs: 1,
  durationMs: 2,
  summary: "ö → ok",
  evidence: {},
};

function answering(chunks: Uint8Array[]): () => Promise<Response> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return async () => new Response(body as unknown as BodyInit, { status: 200 });
}

async function collect(chunks: Uint8Array[]): Promise<ProbeEvent[]> {
  const opened = await readProbe("p1", new AbortController().signal, answering(chunks));
  if (!opened.ok) throw new Error(opened.error.message);
  const events: ProbeEvent[] = [];
  for await (const event of opened.data) events.push(event);
  return events;
}

test("a line cut anywhere, even inside a character, is read as one event", async () => {
  const bytes = new TextEncoder().encode(`${JSON.stringify({ stage })}\n${JSON.stringify({ report: { id: "p1" } })}\n`);
  for (let cut = 1; cut < bytes.length; cut++) {
    const events = await collect([bytes.slice(0, cut), bytes.slice(cut)]);
    expect(events).toEqual([{ stage }, { report: { id: "p1" } }]);
  }
});

test("a last line without its newline still counts", async () => {
  expect(await collect([new TextEncoder().encode(JSON.stringify({ stage }))])).toEqual([{ stage }]);
});

test("a refusal is a value that says why, with the code the page acts on", async () => {
  const refusing = async () => Response.json({ detail: "This test has ended." }, { status: 404 });
  const opened = await readProbe("gone", new AbortController().signal, refusing);
  expect(opened).toEqual({ ok: false, error: { code: "not_found", message: "This test has ended." } });
});
