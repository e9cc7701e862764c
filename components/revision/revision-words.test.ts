import { expect, test } from "vitest";
import type { Revision } from "#lib/destination/revision";
import { deedOf } from "./revision-words";

const made = (more: Partial<Revision>): Revision => ({
  ...{ revision: 2, at: "2026-01-01T00:00:00.000Z", author: { kind: "user", name: "ada@example.com" } },
  ...{ action: "destination.save", message: null, fields: [], restored: null },
  ...more,
});

test.each([
  [{ action: "destination.create", fields: ["/name"] }, "Created"],
  [{ action: "destination.switch", fields: ["/enabled"] }, "Switched on or off"],
  [{ action: "destination.restore", restored: 9 }, "Restored revision 9"],
  [{ fields: [] }, "Saved as it was"],
  [{ fields: ["/connection/endpoint", "/connection/timeoutMs"] }, "Changed endpoint and timeout"],
  [{ fields: ["/connection/headers/0/value", "/connection/headers/1/name"] }, "Changed headers"],
  [{ fields: ["/signals/traces/connection/tls/ca", "/signals/logs/enabled"] }, "Changed traces TLS and logs"],
  [
    { fields: ["/name", "/labels/a", "/sources/0", "/queue/maxBytes", "/preset"] },
    "Changed name, labels, sources and 2 more",
  ],
])("%j reads %s", (more, words) => {
  expect(deedOf(made(more))).toBe(words);
});
