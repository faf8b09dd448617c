// Loaded into a watched service (`--import`). Writes down the longest time for which its event loop was held, as CPU time of the main
// thread between two turns: that does not depend on other load, and several turns are never counted as one when somebody looks late.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The interval of the turns, in ms; shorter holds do not matter. */
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
    // The watcher removes the file to start anew.
    if (longestMs > 0 && !existsSync(file)) longestMs = 0;
    if (heldMs <= longestMs) return;
    longestMs = heldMs;
    writeFileSync(file, String(longestMs));
  }, EVERY_MS).unref();
}
