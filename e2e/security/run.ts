// `npm run security`: knocks at every door of a built Outspan as a program and as a browser would, and says what it found. Exit code 1
// for a hole or a secret that came out. Traffic stays on this machine. `--report FILE` writes the counts. The word `postgres` among the
// parts: with a PostgreSQL in place of the file, for those parts that the database makes a difference to.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { admin, makeAskers } from "#e2e/security/askers";
import { builtActions } from "#e2e/security/build";
import { secretCanaries } from "#e2e/security/canaries";
import { closedDoors } from "#e2e/security/doors";
import { doorsBehindProxy, openToTheNetwork } from "#e2e/security/doors-behind-proxy";
import { fullDisk } from "#e2e/security/full-disk";
import { createLedger, type Ledger } from "#e2e/security/ledger";
import { authorizationMatrix, printMatrix } from "#e2e/security/matrix";
import { mutatedCalls } from "#e2e/security/mutated-calls";
import { actionsByName } from "#e2e/security/sign-in";
import { openStore, type Start } from "#e2e/security/store";
import { forbiddenTargets, headerInjection } from "#e2e/security/targets";

const say = (line: string) => console.log(line);

type Part = { name: string; onFileOnly?: true; run: (ledger: Ledger, start: Start) => Promise<void> };

const parts: Part[] = [
  { name: "matrix", run: matrix },
  { name: "canaries", run: (ledger, start) => secretCanaries(ledger, start, say) },
  { name: "targets", onFileOnly: true, run: forbiddenTargets },
  { name: "injection", onFileOnly: true, run: headerInjection },
  { name: "doors", run: doors },
  { name: "full disk", onFileOnly: true, run: (ledger) => fullDisk(ledger, say) },
  { name: "mutants", run: mutants },
];

const first = { OUTSPAN_ADMIN_EMAIL: admin.email, OUTSPAN_ADMIN_PASSWORD: admin.password };

async function doors(ledger: Ledger, start: Start): Promise<void> {
  const actions = actionsByName(builtActions().actions);
  const outspan = await start(first);
  try {
    await closedDoors(outspan, actions, ledger);
  } finally {
    await outspan.stop();
  }
  await doorsBehindProxy(actions, ledger);
  await openToTheNetwork(ledger);
}

async function matrix(ledger: Ledger, start: Start): Promise<void> {
  const outspan = await start(first);
  try {
    const built = builtActions();
    const askers = await makeAskers(outspan, actionsByName(built.actions));
    printMatrix(await authorizationMatrix(outspan.url, askers, built, ledger), askers, say);
  } finally {
    await outspan.stop();
  }
}

async function mutants(ledger: Ledger, start: Start): Promise<void> {
  const seed = Number(process.env.SECURITY_SEED ?? Date.now() % 1_000_000);
  say(`  seed ${seed} (SECURITY_SEED runs it again)`);
  // Whoever asks may name an address of their own.
  const outspan = await start({ ...first, OUTSPAN_TRUSTED_PROXIES: "127.0.0.1" });
  try {
    const actions = actionsByName(builtActions().actions);
    await mutatedCalls({ ...outspan, actions }, Number(process.env.SECURITY_MUTANTS ?? 10_000), seed, ledger);
  } finally {
    await outspan.stop();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { report: { type: "string" } },
  });
  const onPostgres = positionals.includes("postgres");
  const named = positionals.filter((word) => word !== "postgres");
  const unknown = named.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined)
    throw new Error(`No part is called ${unknown}: ${parts.map(({ name }) => name).join(", ")}`);
  const ledger = createLedger(say);
  const store = await openStore(onPostgres ? "postgres" : "sqlite");
  const wanted = named.length > 0 ? parts.filter(({ name }) => named.includes(name)) : parts;
  for (const { name, run } of wanted.filter(({ onFileOnly }) => !(onPostgres && onFileOnly))) {
    const startedAt = performance.now();
    const before = ledger.sums().checks;
    ledger.about(name);
    say(`\n== security: ${name}${onPostgres ? " on PostgreSQL" : ""}`);
    await run(ledger, store.start).catch((error: unknown) => ledger.check(false, `${name} broke: ${String(error)}`));
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    say(`  ${ledger.sums().checks - before} checks in ${seconds} s`);
  }
  await store.close();
  const { checks, holes, canaries, searches, skipped, subjects, brokenSubjects, findings } = ledger.sums();
  const report = { passed: subjects - brokenSubjects, failed: brokenSubjects, findings };
  if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(report));
  const left = skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
  say(`\nsecurity: ${checks} checks, ${holes} holes, ${canaries} canaries found in ${searches} places searched${left}`);
  process.exitCode = holes + canaries === 0 && checks > 0 ? 0 : 1;
}

await main();
