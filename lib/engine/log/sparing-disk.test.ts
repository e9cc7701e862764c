import { expect, test } from "vitest";
import { isDiskRefusal } from "#lib/engine/log/log-full";
import { sparingDisk } from "#lib/engine/log/sparing-disk";

const mebibyte = 1 << 20;

function diskWith(room: () => { free: number; whole: number }) {
  const written: number[] = [];
  const disk = {
    write: async (_fd: number, buffers: Uint8Array[]) => {
      const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
      written.push(bytes);
      return bytes;
    },
    fsync: async () => {},
  };
  return { written, disk: sparingDisk(disk, "/", room) };
}

test("a twentieth of the disk is never the log's, of a large one 256 MiB; refused as a full disk refuses", async () => {
  const body = [Buffer.alloc(mebibyte)];
  const cases = [
    { whole: 100 * mebibyte, free: 6 * mebibyte, isTaken: true },
    { whole: 100 * mebibyte, free: 6 * mebibyte - 1, isTaken: false },
    { whole: 1e12, free: 257 * mebibyte, isTaken: true },
    { whole: 1e12, free: 257 * mebibyte - 1, isTaken: false },
  ];
  for (const { whole, free, isTaken } of cases) {
    const { disk, written } = diskWith(() => ({ whole, free }));
    const refusal = await disk.write(1, body, 0).then(
      () => null,
      (error: unknown) => error,
    );
    expect([free, written.length === 1, isDiskRefusal(refusal)]).toEqual([free, isTaken, !isTaken]);
  }
});

test("a disk that does not say how full it is takes what it can", async () => {
  const { disk, written } = diskWith(() => {
    throw new Error("no such call");
  });
  await disk.write(1, [Buffer.alloc(3)], 0);
  expect(written).toEqual([3]);
});
