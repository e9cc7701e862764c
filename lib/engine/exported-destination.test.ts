import { expect, test } from "vitest";
import {
  configuration,
  exported,
  itemReceiver,
  openTestExport,
  send,
  spans,
  temporaryDirectory,
} from "#lib/engine/testing/export";

test("when something last came from a source is known after a restart", async () => {
  const directory = temporaryDirectory();
  const peer = await itemReceiver();
  const known = configuration(exported("a", peer.port, { sources: ["otlp", "audit"] }));
  const sourcesOf = (exporting: Awaited<ReturnType<typeof openTestExport>>) =>
    exporting.find("a")?.status(Date.now()).sources;
  const first = await openTestExport(directory);
  await first.configure(known);
  await send(first, spans("one"));
  const heard = sourcesOf(first);
  expect(heard).toEqual([
    { source: "otlp", lastReceivedAt: expect.any(String) },
    { source: "audit", lastReceivedAt: null },
  ]);
  await first.close();
  const second = await openTestExport(directory);
  await second.configure(known);
  expect(sourcesOf(second)).toEqual(heard);
});
