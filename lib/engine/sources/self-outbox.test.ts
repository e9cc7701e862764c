import { expect, test } from "vitest";
import { createOutbox } from "#lib/engine/sources/self-outbox";

test("while the engine is away no more than 2 MiB wait: the oldest is given up", async () => {
  const taken: number[] = [];
  let isOpen = false;
  const outbox = createOutbox(async (_signal, body) => {
    if (isOpen) taken.push(body[0] ?? 0);
    return isOpen;
  });
  for (const first of [1, 2, 3]) await outbox.put("logs", new Uint8Array(900_000).fill(first), null);
  isOpen = true;
  await outbox.flush();
  expect(taken).toEqual([2, 3]);
});
