import { expect, test } from "vitest";
import { help, parseCommand } from "#lib/cli/command";
import { ok } from "#lib/result";

test("people add takes an email and a role, in any order", () => {
  const command = ok({ kind: "people add", email: "a@example.com", role: "viewer" });
  expect(parseCommand(["people", "add", "a@example.com", "--role", "viewer"])).toEqual(command);
  expect(parseCommand(["--role=viewer", "people", "add", "a@example.com"])).toEqual(command);
});

test("backup and move say where to, rotate-key takes nothing: a key is no argument", () => {
  expect(parseCommand(["backup", "--to", "/copies/one"])).toEqual(ok({ kind: "backup", to: "/copies/one" }));
  const to = "postgres://outspan:secret@127.0.0.1:5432/outspan";
  expect(parseCommand(["move", "--to", to])).toEqual(ok({ kind: "move", to }));
  expect(parseCommand(["rotate-key"])).toEqual(ok({ kind: "rotate-key" }));
});

test("role, deactivate, reactivate, link and two-factor-off name one person", () => {
  const email = "a@example.com";
  expect(parseCommand(["people", "role", email, "--role", "editor"])).toEqual(
    ok({ kind: "people role", email, role: "editor" }),
  );
  for (const verb of ["deactivate", "reactivate", "link", "two-factor-off"]) {
    expect(parseCommand(["people", verb, email])).toEqual(ok({ kind: `people ${verb}`, email }));
  }
});

test("people list takes nothing more", () => {
  expect(parseCommand(["people", "list"])).toEqual(ok({ kind: "people list" }));
  const more = parseCommand(["people", "list", "a@example.com"]);
  expect(!more.ok && more.error.message).toMatch(/takes nothing more/);
});

test.each([[[]], [["--help"]], [["-h"]], [["help"]], [["people", "add", "--help"]]])(
  "%j is a call for help",
  (words) => {
    expect(parseCommand(words)).toEqual(ok({ kind: "help" }));
  },
);

test("the help fits a terminal of 80 columns and gives each command a line of its own", () => {
  const lines = help.split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  for (const verb of ["list", "add", "role", "deactivate", "reactivate", "link", "two-factor-off"]) {
    expect(lines.filter((line) => line.startsWith(`  people ${verb} `))).toHaveLength(1);
  }
});

test.each([
  [["people"], /no command "people"\. There is people list, add, role, deactivate, reactivate, link, two-factor-off$/],
  [["peple"], /no command "peple"\. There is people, config, backup, move, rotate-key$/],
  [["people", "remove", "a@example.com"], /no command "people remove/],
  [["people", "add"], /people add EMAIL/],
  [["people", "deactivate"], /people deactivate EMAIL/],
  [["people", "role", "a@example.com"], /--role viewer or --role editor or --role admin/],
  [["people", "add", "a@example.com"], /--role viewer or --role editor or --role admin/],
  [["people", "add", "a@example.com", "--role", "boss"], /--role viewer or --role editor or --role admin/],
  [["people", "add", "a@example.com", "b@example.com", "--role", "viewer"], /One person at a time/],
  [["people", "add", "a@example.com", "--rolle", "viewer"], /--rolle/],
  [["backup"], /--to DIRECTORY/],
  [["backup", "/copies/one"], /takes nothing more/],
  [["move"], /--to postgres/],
  [["move", "--to", "mysql://127.0.0.1/x"], /postgres:\/\/ URL/],
  [["rotate-key", "--to", "c2VjcmV0"], /no argument/],
])("%j is refused in one line that says what is missing", (words, line) => {
  const command = parseCommand(words);
  expect(!command.ok && command.error.message).toMatch(line);
  expect(!command.ok && command.error.message).not.toContain("\n");
});
