// The newest records of a log in memory, bounded by bytes: a reader that keeps up never touches the disk.
import type { LogRecord } from "#lib/engine/log/record";

export type Tail = {
  push(record: LogRecord): void;
  /** `null` = older than what is held. */
  read(position: number, bytesMax: number): LogRecord[] | null;
};

export function createTail(bytesMax: number): Tail {
  let records: (LogRecord | undefined)[] = [];
  let first = 0;
  let bytes = 0;
  function push(record: LogRecord): void {
    records.push(record);
    bytes += record.size;
    while (bytes > bytesMax && first < records.length) {
      bytes -= records[first]?.size ?? 0;
      records[first] = undefined;
      first += 1;
    }
    if (first > 1024 && first * 2 > records.length) {
      records = records.slice(first);
      first = 0;
    }
  }
  function read(position: number, most: number): LogRecord[] | null {
    let at = indexOf(position);
    if (at === null) return null;
    const found: LogRecord[] = [];
    let taken = 0;
    for (let record = records[at]; record !== undefined; at += 1, record = records[at]) {
      taken += record.size;
      if (found.length > 0 && taken > most) break;
      found.push(record);
    }
    return found;
  }
  function indexOf(position: number): number | null {
    let low = first;
    let high = records.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const there = records[middle]?.position ?? 0;
      if (there === position) return middle;
      if (there < position) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }
  return { push, read };
}
