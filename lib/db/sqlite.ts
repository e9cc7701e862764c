// Kysely's SQLite dialect on node:sqlite: one connection, durable commits, transactions that take the write lock at once.
// Knows no table.
import { chmodSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { CompiledQuery, type Dialect, type SqliteDatabase, SqliteDialect } from "kysely";

/** Opens (or makes) the file, for its owner only. Every commit is on disk before it returns (synchronous=FULL). */
export function sqliteDialect(file: string): Dialect {
  const connection = new DatabaseSync(file, { timeout: 10_000 });
  // SQLite gives the files beside it the same rights when it makes them; an older Outspan may have left some.
  for (const part of [file, `${file}-wal`, `${file}-shm`]) keepPrivate(part);
  connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  const dialect = new SqliteDialect({ database: adapt(connection) });
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver() {
      const driver = dialect.createDriver();
      // A deferred transaction that first reads and then writes can fail with SQLITE_BUSY in the middle.
      driver.beginTransaction = async (transaction) => {
        await transaction.executeQuery(CompiledQuery.raw("begin immediate"));
      };
      const rollback = driver.rollbackTransaction.bind(driver);
      driver.rollbackTransaction = async (transaction) => {
        // A full disk or a failing one: SQLite has rolled back itself, and another rollback would hide why.
        if (connection.isTransaction) await rollback(transaction);
      };
      return driver;
    },
  };
}

function keepPrivate(file: string): void {
  try {
    chmodSync(file, 0o600);
  } catch {
    // Not there, of another owner, or on a file system without modes: then the directory is what protects it.
  }
}

/** The part of a better-sqlite3 database that kysely asks for. */
function adapt(connection: DatabaseSync): SqliteDatabase {
  return {
    close: () => connection.close(),
    prepare(sql) {
      const statement = connection.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bound(parameters)),
        run: (parameters) => statement.run(...bound(parameters)),
        iterate: (parameters) => statement.iterate(...bound(parameters)),
      };
    },
  };
}

function bound(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
