// The files of the cursors: a snapshot, and a journal of lines from it on. Every line and the snapshot carry their crc32. Knows
// nothing of what the lines mean. A generation is one journal; a snapshot of generation n stands before journal n. The snapshot
// before it is kept with its journals: should one not be readable, the other one and they give the same.
import { closeSync, fdatasync, openSync, readFileSync, writeSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { ownNames } from "#lib/engine/log/own-names";

type CursorFiles = {
  /** At once, without a flush: it survives the process. What the disk does not take is written with the next line. */
  append(line: string): void;
  flush(): Promise<void>;
  /** `capture` is called between two lines: its text holds all lines before. */
  snapshot(capture: () => string): Promise<void>;
  journalBytes(): number;
  close(): void;
};

export type Stored = { snapshot: string | null; lines: string[]; files: CursorFiles };

const snapshotName = "cursors";
const previousName = "cursors.previous";
const journalPrefix = "cursors.journal.";
const flushFile = promisify(fdatasync);

function seal(text: string): string {
  return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
}

function unseal(line: string): string | null {
  const text = line.slice(9);
  return line[8] === " " && crc32(text) === Number.parseInt(line.slice(0, 8), 16) ? text : null;
}

export function openCursorFiles(directory: string): Stored {
  const names = ownNames(directory, (name) => name.startsWith(snapshotName));
  const stored = readSnapshot(directory, names, snapshotName) ?? readSnapshot(directory, names, previousName);
  const { generation, snapshot } = stored ?? { generation: 0, snapshot: null };
  const journals = names
    .filter((name) => name.startsWith(journalPrefix))
    .map((name) => Number(name.slice(journalPrefix.length)))
    .filter((number) => Number.isSafeInteger(number))
    .sort((a, b) => a - b);
  const live = journals.filter((number) => number >= generation);
  const lines = live.flatMap((number) => readFileSync(journalPath(directory, number), "utf8").split("\n"));
  const whole = lines.map(unseal).filter((line) => line !== null);
  const files = createFiles(directory, journals, Math.max(generation, ...journals) + 1);
  return { snapshot, lines: whole, files };
}

/** null: it is not there, or a bit of it is another one. */
function readSnapshot(
  directory: string,
  names: readonly string[],
  name: string,
): { generation: number; snapshot: string } | null {
  if (!names.includes(name)) return null;
  const [head = "", body = ""] = readFileSync(join(directory, name), "utf8").split("\n");
  const generation = unseal(head);
  const snapshot = unseal(body);
  return generation === null || snapshot === null ? null : { generation: Number(generation), snapshot };
}

function journalPath(directory: string, generation: number): string {
  return join(directory, `${journalPrefix}${generation}`);
}

/** Never goes on in a journal of another run: its last line may be torn. */
function createFiles(directory: string, old: number[], first: number): CursorFiles {
  let generation = first;
  let fd = openSync(journalPath(directory, generation), "a", 0o600);
  let unwritten = Buffer.alloc(0);
  let written = 0;
  let stale = old;
  // Of the snapshot that stands: its journals go only with the one after the next.
  let standing = 0;

  function drain(): void {
    try {
      while (unwritten.length > 0) {
        const taken = writeSync(fd, unwritten);
        written += taken;
        unwritten = unwritten.subarray(taken);
      }
    } catch {
      // A full disk: at worst, what this line says was done is done once more after a crash.
    }
  }

  async function snapshot(capture: () => string): Promise<void> {
    drain();
    if (unwritten.length > 0) throw new Error("The journal of the cursors could not be written");
    const next = generation + 1;
    const opened = openSync(journalPath(directory, next), "a", 0o600);
    closeSync(fd);
    stale = [...stale, generation];
    fd = opened;
    generation = next;
    written = 0;
    await replaceFile(directory, `${seal(String(next))}${seal(capture())}`);
    const needed = standing;
    standing = next;
    const gone = stale.filter((number) => number < needed);
    stale = stale.filter((number) => number >= needed);
    await Promise.all(gone.map((number) => rm(journalPath(directory, number), { force: true })));
  }

  return {
    append(line) {
      const bytes = Buffer.from(seal(line));
      unwritten = unwritten.length === 0 ? bytes : Buffer.concat([unwritten, bytes]);
      drain();
    },
    async flush() {
      drain();
      await flushFile(fd);
    },
    snapshot,
    journalBytes: () => written,
    close() {
      drain();
      closeSync(fd);
    },
  };
}

async function replaceFile(directory: string, text: string): Promise<void> {
  const path = join(directory, snapshotName);
  const file = await open(`${path}.tmp`, "w", 0o600);
  await file
    .writeFile(text)
    .then(() => file.sync())
    .finally(() => file.close());
  // Between the two there is no snapshot of that name: the previous one and its journals tell all.
  await rename(path, join(directory, previousName)).catch(ifThere);
  await rename(`${path}.tmp`, path);
  const folder = await open(directory, "r");
  await folder.sync().finally(() => folder.close());
}

function ifThere(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
