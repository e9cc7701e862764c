import { beforeEach, describe, expect, test } from "vitest";
import { type AuditExportParts, auditIsWanted, exportPending, startAuditExport } from "#lib/audit-export";
import { type Actor, appendAudit } from "#lib/db/audit";
import { readExportState } from "#lib/db/audit-export";
import type { Database } from "#lib/db/client";
import { insertDestination } from "#lib/db/destination";
import { databaseKinds, newDatabase } from "#lib/db/testing/databases";

const ada: Actor = { kind: "user", id: "u1", name: "ada@example.com" };
const start = Date.parse("2026-01-01T00:00:00.000Z");
const running = new AbortController().signal;

describe.each(databaseKinds)("on %s", (kind) => {
  let database: Database;
  let nowMs = start;

  beforeEach(async () => {
    nowMs = start;
    const fresh = await newDatabase(kind, new Date(start));
    database = fresh.database;
    return fresh.end;
  });

  const append = (name: string) =>
    appendAudit(database.kysely, ada, new Date(start), {
      action: "destination.save",
      noun: { kind: "destination", id: name, name: `<${name}>` },
      outcome: "done",
      fields: [],
    });

  /** Names of the rows in each request that was taken or refused. */
  function receiver(isTaken: () => boolean = () => true) {
    const taken: string[] = [];
    const refused: string[] = [];
    const send = async (body: Uint8Array) => {
      const names = [
        ...Buffer.from(body)
          .toString("latin1")
          .matchAll(/destination <(\w+)>/g),
      ].map(([, name]) => name);
      const isOk = isTaken();
      (isOk ? taken : refused).push(names.join(","));
      return isOk;
    };
    return { taken, refused, send };
  }

  const parts = (more: Pick<AuditExportParts, "send"> & Partial<AuditExportParts>): AuditExportParts => ({
    database,
    isWanted: () => true,
    isOwner: () => true,
    now: () => new Date(nowMs),
    onError: (error) => {
      throw error;
    },
    ...more,
  });

  test("what happened before the first destination listed audit does not count; from then on every row does", async () => {
    const { taken, send } = receiver();
    await append("before");
    await exportPending(parts({ send }), running);
    await append("first");
    await append("second");
    await exportPending(parts({ send }), running);
    await append("third");
    await exportPending(parts({ send }), running);
    await exportPending(parts({ send }), running);
    expect(taken).toEqual(["first,second", "third"]);
  });

  test("the cursor moves only after the engine took the rows: they come again, in order, also after a restart", async () => {
    let isUp = false;
    const { taken, refused, send } = receiver(() => isUp);
    await exportPending(parts({ send }), running);
    await append("a");
    await exportPending(parts({ send }), running);
    await append("b");
    isUp = true;
    await exportPending(parts({ send }), running);
    expect({ taken, refused }).toEqual({ taken: ["a,b"], refused: ["a"] });
  });

  test("while nobody lists audit nothing is sent, and who lists it later gets nothing of that time", async () => {
    const { taken, send } = receiver();
    let isWanted = true;
    const own = parts({ send, isWanted: () => isWanted });
    await exportPending(own, running);
    isWanted = false;
    await append("unwanted");
    await exportPending(own, running);
    expect(await readExportState(database)).toBeNull();
    isWanted = true;
    await exportPending(own, running);
    await append("wanted");
    await exportPending(own, running);
    expect(taken).toEqual(["wanted"]);
  });

  test("a console whose engine has no configuration yet, or that has not seen a new destination, ends nothing", async () => {
    const { taken, send } = receiver();
    await exportPending(parts({ send }), running);
    await append("while the engine was away");
    await exportPending(parts({ send, isWanted: () => null }), running);
    const connection = { transport: "http", endpoint: "https://otlp.example.com" };
    const body = { name: "x", connection, sources: ["audit"], signals: { logs: { enabled: true } } };
    const content = { body: JSON.stringify(body), secrets: null };
    const change = { action: "destination.create" as const, fields: [] };
    await insertDestination(database, ada, "d1", content, change, new Date(start));
    await exportPending(parts({ send, isWanted: () => false }), running);
    await exportPending(parts({ send }), running);
    expect(taken).toHaveLength(1);
  });

  test("a backlog of any size goes out in requests of 500 rows", async () => {
    const { taken, send } = receiver();
    await exportPending(parts({ send }), running);
    await database.kysely.transaction().execute(async (transaction) => {
      for (let row = 0; row < 1001; row++) {
        await appendAudit(transaction, ada, new Date(start), {
          action: "destination.save",
          noun: { kind: "destination", id: null, name: `<r${row}>` },
          outcome: "done",
          fields: [],
        });
      }
    });
    await exportPending(parts({ send }), running);
    expect(taken.map((names) => names.split(",").length)).toEqual([500, 500, 1]);
    expect(taken.join(",").split(",")).toEqual(Array.from({ length: 1001 }, (_, row) => `r${row}`));
  });

  test("a nudge is looked at once, long before the next poll", async () => {
    const { taken, send } = receiver();
    await exportPending(parts({ send }), running);
    const looks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const sent = Promise.withResolvers<void>();
    let looked = 0;
    const loop = startAuditExport(
      parts({
        pollMs: 3_600_000,
        isWanted() {
          looks[looked++]?.resolve();
          return true;
        },
        async send(body) {
          const isTaken = await send(body);
          sent.resolve();
          return isTaken;
        },
      }),
    );
    await looks[0]?.promise;
    await append("nudged");
    loop.nudge();
    await looks[1]?.promise;
    await sent.promise;
    await loop.stop();
    expect(taken).toEqual(["nudged"]);
  });

  test("of several consoles on one database the owner exports; who takes over sends again what was under way", async () => {
    const { taken, send } = receiver();
    await exportPending(parts({ send }), running);
    await append("a");
    const stuck = Promise.withResolvers<boolean>();
    const sending = Promise.withResolvers<void>();
    const first = exportPending(
      parts({
        send: () => {
          sending.resolve();
          return stuck.promise;
        },
      }),
      running,
    );
    await sending.promise;
    await exportPending(parts({ send, isOwner: () => false }), running);
    expect(taken).toEqual([]);
    await exportPending(parts({ send }), running);
    expect(taken).toEqual(["a"]);
    stuck.resolve(true);
    await first;
    await append("b");
    await exportPending(parts({ send }), running);
    expect(taken).toEqual(["a", "b"]);
  });
});

test("the audit is wanted by an enabled destination that lists it and has logs on", () => {
  const wanting = { sources: ["audit" as const], signals: { logs: { enabled: true } } };
  expect(auditIsWanted([wanting])).toBe(true);
  expect(auditIsWanted([])).toBe(false);
  expect(auditIsWanted([{ ...wanting, enabled: false }])).toBe(false);
  expect(auditIsWanted([{ ...wanting, sources: ["otlp"] }])).toBe(false);
  expect(auditIsWanted([{ ...wanting, signals: { metrics: { enabled: true } } }])).toBe(false);
});
