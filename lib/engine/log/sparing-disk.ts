// Keeps the last of the disk from the telemetry log: with nothing left, the database beside it could not take that a destination is
// switched off, paused or emptied, which is what makes room.
import { statfsSync } from "node:fs";
import type { Disk } from "#lib/engine/log/segment-writer";

type Room = { free: number; whole: number };

const mebibyte = 1 << 20;
const share = 0.05;
/** Of a large disk a twentieth would be far more than a database needs. */
const reserveMax = 256 * mebibyte;

/** Refuses as a full disk does. A disk that does not say how full it is, is asked to write. */
export function sparingDisk(disk: Disk, directory: string, look: (directory: string) => Room = roomOf): Disk {
  return {
    ...disk,
    async write(fd, buffers, at) {
      const room = attempt(() => look(directory));
      const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
      if (room !== null && room.free - bytes < Math.min(reserveMax, room.whole * share)) {
        throw Object.assign(new Error("What is left of the disk is kept for the database"), { code: "ENOSPC" });
      }
      return disk.write(fd, buffers, at);
    },
  };
}

function roomOf(directory: string): Room {
  const { bavail, blocks, bsize } = statfsSync(directory);
  return { free: bavail * bsize, whole: blocks * bsize };
}

function attempt(look: () => Room): Room | null {
  try {
    return look();
  } catch {
    return null;
  }
}
