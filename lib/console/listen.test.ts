import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { listen } from "#lib/console/listen";

const open = new Set<ReturnType<typeof createServer>>();

function server() {
  const created = createServer();
  open.add(created);
  return created;
}

afterEach(() => {
  for (const one of open) one.close();
  open.clear();
});

test("port 0 takes a free one and says which", async () => {
  const port = await listen(server(), "127.0.0.1", 0);
  expect(port.ok && port.data).toBeGreaterThan(0);
});

test("an occupied port is one line that names it and what to set", async () => {
  const port = await listen(server(), "127.0.0.1", 0);
  if (!port.ok) throw new Error(port.error.message);
  const second = await listen(server(), "127.0.0.1", port.data);
  expect(!second.ok && second.error.message).toBe(
    `port ${port.data} on 127.0.0.1 is already in use; stop what uses it, or set PORT`,
  );
});

test("a port that is given up a moment later is taken: the console before us may still be going", async () => {
  const first = server();
  const port = await listen(first, "127.0.0.1", 0);
  if (!port.ok) throw new Error(port.error.message);
  const second = server();
  const taken = listen(second, "127.0.0.1", port.data);
  await once(second, "error");
  first.close();
  expect(await taken).toEqual(port);
});

test("an address that is not of this machine is one line", async () => {
  const port = await listen(server(), "203.0.113.1", 0);
  expect(!port.ok && port.error.message).toBe("OUTSPAN_HOST 203.0.113.1 is no address of this machine");
});
