// Proves each import fence: one forbidden import in each room, a linter that turns red with that room's reason, and a
// permitted import that does not. The rooms exist in a temporary directory, under the project's own .biome.json.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";

const root = path.join(import.meta.dirname, "..");

const forbidden: [file: string, module: string, reason: string][] = [
  ["lib/otlp/a.ts", "#lib/engine/client", "Vocabulary imports zod and vocabulary only."],
  ["lib/otlp/b.ts", "node:net", "Vocabulary touches nothing: sockets belong to lib/engine."],
  ["lib/otlp/explain/c.ts", "react", "Vocabulary imports zod and vocabulary only."],
  ["lib/destination/a.ts", "#lib/db/destination", "Vocabulary imports zod and vocabulary only."],
  ["lib/destination/b.ts", "#lib/runtime", "Vocabulary imports zod and vocabulary only."],
  ["lib/preset/a.ts", "node:dns", "Vocabulary touches nothing: sockets belong to lib/engine."],
  ["lib/result.ts", "#lib/env", "Vocabulary imports zod and vocabulary only."],
  ["lib/seal.ts", "#lib/auth/session", "Vocabulary imports zod and vocabulary only."],
  ["lib/engine/a.ts", "#lib/db/destination", "The engine and the database do not know each other."],
  ["lib/engine/b.ts", "kysely", "The engine and the database do not know each other."],
  ["lib/engine/c.ts", "next/headers", "The engine knows no pages."],
  ["lib/engine/d.ts", "react", "The engine knows no pages."],
  ["lib/engine/e.ts", "#lib/env", "Only lib/engine/main.ts reads the environment."],
  ["lib/engine/f.ts", "#lib/runtime", "lib/runtime knows the engine, not the other way."],
  ["lib/engine/main.ts", "#lib/db/destination", "The engine and the database do not know each other."],
  ["lib/db/a.ts", "#lib/engine/client", "The database and the engine do not know each other."],
  ["lib/db/b.ts", "next/cache", "The database knows no pages."],
  ["lib/db/c.ts", "#lib/changes/destination", "lib/db is below the changes."],
  ["lib/runtime.ts", "#lib/engine/probe", "Talk to the engine through lib/engine/client."],
  ["lib/audit-export.ts", "#lib/engine/control", "Talk to the engine through lib/engine/client."],
  ["lib/node/a.ts", "#lib/engine/control", "Talk to the engine through lib/engine/client."],
  ["lib/upkeep/a.ts", "#lib/changes/destination", "Runtime and auth are below the changes."],
  ["lib/auth/oidc-a.ts", "#lib/engine/single-request", "Talk to the engine through lib/engine/client."],
  ["lib/auth/a.ts", "#lib/actions/account", "Runtime and auth are below the doors."],
  ["lib/auth/session.ts", "#components/ui/Button", "No pages below the doors."],
  ["lib/changes/a.ts", "react", "Changes and queries know neither React nor Next."],
  ["lib/changes/b.ts", "#lib/engine/client", "Reach the engine through lib/runtime."],
  ["lib/provision/a.ts", "react", "Changes and queries know neither React nor Next."],
  ["lib/queries/a.ts", "next/navigation", "Changes and queries know neither React nor Next."],
  ["lib/queries/b.ts", "#lib/actions/destination", "Changes and queries are behind the doors."],
  ["lib/actions/a.ts", "#lib/db/destination", "Actions hold no SQL: call lib/changes."],
  ["lib/actions/b.ts", "#lib/queries/destination", "Actions write; queries read."],
  ["lib/api/a.ts", "pg", "Routes hold no SQL."],
  ["lib/api/b.ts", "#lib/actions/destination", "Two doors, one room each."],
  ["components/destination/A.tsx", "#lib/queries/destination", "Pages fetch and pass data down."],
  ["components/destination/B.tsx", "#lib/db/destination", "Components hold no SQL."],
  ["components/probe/C.tsx", "#lib/engine/client", "Components open no sockets."],
  ["components/probe/D.tsx", "node:fs", "Components run in a browser."],
  ["components/shell/E.tsx", "#lib/auth/session", "Components know no server state."],
  ["app/page.tsx", "#lib/db/destination", "Pages hold no SQL: use lib/queries."],
  ["app/settings/page.tsx", "#lib/runtime", "Pages know the session only."],
  [
    "app/login/page.tsx",
    "#lib/changes/account",
    "Pages change things through lib/actions; routes may call lib/changes.",
  ],
  ["app/api/v1/route.ts", "#lib/db/destination", "Routes hold no SQL."],
  ["app/api/v2/route.ts", "#lib/engine/client", "Routes open no sockets."],
  ["lib/launcher/a.ts", "#lib/db/client", "The launcher knows processes only."],
  ["lib/launcher/b.ts", "next", "The launcher knows processes only."],
  ["lib/console/a.ts", "#lib/engine/client", "Reach the engine through lib/runtime."],
  ["lib/console/b.ts", "#components/ui/Button", "The console serves pages, it does not draw them."],
  ["lib/cli/a.ts", "#lib/db/user", "Reach the database through lib/runtime."],
  ["lib/account.ts", "#lib/auth/accounts", "Vocabulary imports zod and vocabulary only."],
  ["lib/audit/words.ts", "#lib/db/audit", "Vocabulary imports zod and vocabulary only."],
  ["lib/settings.ts", "#lib/db/settings", "Vocabulary imports zod and vocabulary only."],
  ["lib/engine-configuration.ts", "#lib/engine/probe", "Talk to the engine through lib/engine/client."],
  ["lib/engine-handover.ts", "#lib/changes/destination", "Runtime and auth are below the changes."],
  ["lib/sink/a.ts", "#lib/engine/transport", "The sink is a program of its own: it imports vocabulary only."],
  ["lib/sink/b.ts", "#lib/runtime", "The sink is a program of its own: it imports vocabulary only."],
  ["lib/env.ts", "#lib/runtime", "lib/env.ts reads settings and knows nothing of what they are for."],
  ["lib/env-file.ts", "zod", "The launcher loads this and stays small: Node alone."],
  ["lib/data-lock.ts", "#lib/db/client", "The launcher loads this and stays small: Node alone."],
  ["lib/any-room.ts", "../package.json", "Import by the # aliases; ./ only inside one room."],
];

const permitted: [file: string, module: string][] = [
  ["lib/otlp/ok.ts", "#lib/destination/schema"],
  ["lib/engine/ok.ts", "#lib/otlp/outcome"],
  ["lib/auth/ok.ts", "#lib/engine/client"],
  // Sign-in asks a provider over sockets, and those obey the target policy: this file opens them, the rest stays closed.
  ["lib/auth/oidc-ok.ts", "#lib/engine/checked-fetch"],
  ["lib/changes/ok.ts", "#lib/db/destination"],
  ["lib/actions/ok.ts", "#lib/changes/destination"],
  ["components/destination/Ok.tsx", "#lib/actions/destination"],
  ["app/ok/page.tsx", "#lib/queries/destination"],
  ["app/ok/route.ts", "#lib/changes/destination"],
  ["lib/console/ok.ts", "#lib/runtime"],
  ["lib/console/ok-too.ts", "#lib/api/problem"],
  ["lib/console/ok-self.ts", "#lib/engine/sources/self"],
  ["lib/launcher/ok.ts", "#lib/env"],
  ["lib/sink/ok.ts", "#lib/otlp/signal"],
];

const Linted = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      severity: z.string(),
      message: z.string(),
      location: z.object({ path: z.string() }),
    }),
  ),
});

let folder: string;
let found: Map<string, string>;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "outspan-fences-"));
  const configuration: object = JSON.parse(readFileSync(path.join(root, ".biome.json"), "utf8"));
  writeFileSync(path.join(folder, ".biome.json"), JSON.stringify({ ...configuration, vcs: { enabled: false } }));
  for (const [file, module] of [...forbidden, ...permitted]) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `export { it } from "${module}";\n`);
  }
  const flags = ["lint", "--only=style/noRestrictedImports", "--max-diagnostics=none", "--reporter=json", "."];
  const { stdout } = spawnSync(path.join(root, "node_modules/.bin/biome"), flags, { cwd: folder, encoding: "utf8" });
  const errors = Linted.parse(JSON.parse(stdout)).diagnostics.filter(({ severity }) => severity === "error");
  found = new Map(errors.map(({ location, message }) => [path.normalize(location.path), message]));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(forbidden)("%s may not import %s: %s", (file, _module, reason) => {
  expect(found.get(file)).toContain(reason);
});

test.each(permitted)("%s may import %s", (file) => {
  expect(found.get(file)).toBeUndefined();
});
