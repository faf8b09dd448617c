// Finds the Node 24 that the dependencies include. Plain JavaScript, because older Nodes read this file, too.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const NEEDED = 24;

/**
 * Returns the path of the Node that came with the dependencies, or else of the running Node if it is new enough, or else undefined.
 * @param {string} root the checkout
 * @returns {string | undefined}
 */
export function findNode24(root) {
  const shipped = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(shipped)) return shipped;
  return isNode24() ? process.execPath : undefined;
}

/** Returns whether this process runs on a Node that is new enough. */
export function isNode24() {
  return Number(process.versions.node.split('.')[0]) >= NEEDED;
}
