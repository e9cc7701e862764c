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
  /** Rejects when the disk did not take all lines. */
  flush(): Promise<void>;
  /** `capture` is called between two lines: its text holds all lines before. */
  snapshot(capture: () => string): Promise<void>;
  journalBytes(): number;
  close(): void;
};

/** The calls that a disk may refuse; a test gives its own. */
export type JournalDisk = {
  write(fd: number, bytes: Uint8Array): number;
  flush(fd: number): Promise<void>;
  close(fd: number): void;
};

export type Stored = {
  snapshot: string | null;
  lines: string[];
  /** Something was written that is not there any more. A last line that was cut off is none: its writer was killed with it. */
  isDamaged: boolean;
  files: CursorFiles;
};

const snapshotName = "cursors";
const previousName = "cursors.previous";
const journalPrefix = "cursors.journal.";
const refused = "The journal of the cursors could not be written";
const realDisk: JournalDisk = { write: writeSync, flush: promisify(fdatasync), close: closeSync };

function seal(text: string): string {
  return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
}

function unseal(line: string): string | null {
  const text = line.slice(9);
  return line[8] === " " && crc32(text) === Number.parseInt(line.slice(0, 8), 16) ? text : null;
}

export function openCursorFiles(directory: string, disk: JournalDisk = realDisk): Stored {
  const names = ownNames(directory, (name) => name.startsWith(snapshotName));
  const stored = readSnapshot(directory, names, snapshotName) ?? readSnapshot(directory, names, previousName);
  const { generation, snapshot } = stored ?? { generation: 1, snapshot: null };
  const journals = names
    .filter((name) => name.startsWith(journalPrefix))
    .map((name) => Number(name.slice(journalPrefix.length)))
    .filter((number) => Number.isSafeInteger(number))
    .sort((a, b) => a - b);
  const live = journals.filter((number) => number >= generation);
  const read = live.map((number) => readJournal(readFileSync(journalPath(directory, number), "utf8")));
  // They are numbered without a gap.
  const isMissing = live.length > 0 ? live.at(-1) !== generation + live.length - 1 : stored !== null;
  const files = createFiles(directory, disk, journals, Math.max(generation - 1, ...journals) + 1);
  const isDamaged = isMissing || read.some((journal) => journal.isDamaged);
  return { snapshot, lines: read.flatMap(({ lines }) => lines), isDamaged, files };
}

function readJournal(text: string): { lines: string[]; isDamaged: boolean } {
  const sealed = text.split("\n");
  const torn = sealed.pop() ?? "";
  const lines = sealed.map(unseal).filter((line) => line !== null);
  // All of it is there but for the line's end itself.
  const last = unseal(torn) ?? unseal(torn.slice(0, -1));
  return { lines: last === null ? lines : [...lines, last], isDamaged: lines.length < sealed.length };
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
function createFiles(directory: string, disk: JournalDisk, old: number[], first: number): CursorFiles {
  let generation = first;
  let journal = openJournal(journalPath(directory, generation), disk);
  let stale = old;
  // Of the snapshot that stands: its journals go only with the one after the next.
  let standing = 0;

  async function snapshot(capture: () => string): Promise<void> {
    const next = generation + 1;
    const full = journal;
    if (!full.drain()) throw new Error(refused);
    journal = openJournal(journalPath(directory, next), disk);
    stale = [...stale, generation];
    generation = next;
    const text = `${seal(String(next))}${seal(capture())}`;
    // Should this snapshot not be readable, it is told by the one before it and this journal.
    await full.flush().finally(full.close);
    await replaceFile(directory, text);
    const needed = standing;
    standing = next;
    const gone = stale.filter((number) => number < needed);
    stale = stale.filter((number) => number >= needed);
    await Promise.all(gone.map((number) => rm(journalPath(directory, number), { force: true })));
  }

  return {
    append: (line) => journal.append(seal(line)),
    flush: () => journal.flush(),
    snapshot,
    journalBytes: () => journal.bytes(),
    close: () => journal.close(),
  };
}

function openJournal(path: string, disk: JournalDisk) {
  const fd = openSync(path, "a", 0o600);
  let lines: Buffer[] = [];
  /** Those before it are written. */
  let first = 0;
  let written = 0;
  let isClosed = false;

  /** `false` = the disk did not take all of it. */
  function drain(): boolean {
    if (isClosed) throw new Error("The journal of the cursors is closed");
    try {
      for (let line = lines[first]; line !== undefined; line = lines[first]) {
        const taken = disk.write(fd, line);
        written += taken;
        if (taken < line.length) lines[first] = line.subarray(taken);
        else first += 1;
      }
    } catch {
      // A full disk: at worst, what this line says was done is done once more after a crash.
    }
    if (first * 2 >= lines.length) {
      lines = lines.slice(first);
      first = 0;
    }
    return lines.length === 0;
  }

  return {
    append(line: string): void {
      if (!isClosed) lines.push(Buffer.from(line));
      drain();
    },
    drain,
    async flush(): Promise<void> {
      const isWhole = drain();
      await disk.flush(fd);
      if (!isWhole) throw new Error(refused);
    },
    bytes: () => written,
    close(): void {
      if (isClosed) return;
      drain();
      isClosed = true;
      disk.close(fd);
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
