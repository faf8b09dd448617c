// Loaded into a service that is watched (`--import`): writes down the longest time that its event loop was held at a stretch, as CPU of
// the main thread between two turns, which is the same on a busy machine and cannot be added up by somebody who looks too late.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Turns are told apart this often, ms: what is held for less is of no interest. */
const EVERY_MS = 5;

const folder = process.env.LOOP_WATCH_FOLDER;
if (folder !== undefined) {
  const file = join(folder, String(process.pid));
  let longestMs = 0;
  let before = process.threadCpuUsage();
  setInterval(() => {
    const now = process.threadCpuUsage();
    const heldMs = (now.user + now.system - before.user - before.system) / 1000;
    before = now;
    // Whoever watches removes the file to begin anew.
    if (longestMs > 0 && !existsSync(file)) longestMs = 0;
    if (heldMs <= longestMs) return;
    longestMs = heldMs;
    writeFileSync(file, String(longestMs));
  }, EVERY_MS).unref();
}
