import { expect, test } from "vitest";
import { createRefusalNotes } from "#lib/auth/refused-sign-ins";

const reason = "email or password is not right" as const;

function noting() {
  let time = 0;
  const lines: unknown[] = [];
  const note = createRefusalNotes(
    () => new Date(time),
    async (line) => {
      lines.push(line);
    },
  );
  const refuse = (email: string, address: string, isAccount = true) => note({ reason, email, address, isAccount });
  return { lines, refuse, pass: (ms: number) => (time += ms) };
}

test("the first failure of an account from an address is written at once, the next ones as a count, once a minute", () => {
  const { lines, refuse, pass } = noting();
  for (let round = 0; round < 50; round++) refuse("ada@example.com", "192.0.2.1");
  const line = { reason, address: "192.0.2.1", account: "ada@example.com", email: "ada@example.com", count: 1 };
  expect(lines).toEqual([line]);
  refuse("ada@example.com", "192.0.2.2");
  expect(lines).toHaveLength(2);
  pass(60_000);
  refuse("Ada@example.com", "192.0.2.1");
  expect(lines.at(-1)).toEqual({ ...line, count: 50 });
  expect(lines).toHaveLength(3);
});

test("a name that is no account's is not written down: it may be a password in the wrong field", () => {
  const { lines, refuse } = noting();
  refuse("hunter2 hunter2", "192.0.2.1", false);
  expect(JSON.stringify(lines)).not.toContain("hunter2");
  expect(lines).toMatchObject([{ account: expect.stringMatching(/^unknown \(.{12}\)$/), email: null }]);
});

test("many names from many addresses write a line a second at most", () => {
  const { lines, refuse, pass } = noting();
  for (let round = 0; round < 5000; round++) refuse(`a${round}@example.com`, `192.0.2.${round % 200}`);
  expect(lines).toHaveLength(60);
  pass(2000);
  for (let round = 0; round < 5000; round++) refuse(`b${round}@example.com`, `192.0.2.${round % 200}`);
  expect(lines).toHaveLength(62);
});

test("many names that are nobody's keep no account's line away, and what found no room is told with the next line", () => {
  const { lines, refuse, pass } = noting();
  for (let round = 0; round < 5000; round++) refuse(`a${round}@example.com`, "192.0.2.9", false);
  refuse("ada@example.com", "192.0.2.1");
  expect(lines.at(-1)).toMatchObject({ email: "ada@example.com", count: 1 });
  for (let round = 0; round < 5000; round++) refuse(`b${round}@example.com`, "192.0.2.9");
  refuse("eve@example.com", "192.0.2.1");
  expect(lines.at(-1)).not.toMatchObject({ email: "eve@example.com" });
  pass(1000);
  refuse("eve@example.com", "192.0.2.1");
  expect(lines.at(-1), "a second later, not a minute").toMatchObject({ email: "eve@example.com", count: 2 });
});
